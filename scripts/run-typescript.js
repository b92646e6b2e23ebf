// node scripts/run-typescript.js FILE.ts [ARGUMENT]…: runs a TypeScript file of this project that is not part of dist/.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [, , file, ...parameters] = process.argv;
if (file === undefined) throw new Error('expected the path of a TypeScript file');

// Inside the project, so that packages are found from there, and outside node_modules, so that `leat` is one of them.
const folder = resolve('dist/.run-typescript');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `${file.replaceAll('/', '-')}.${String(process.pid)}.mjs`);
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
});
process.argv = [process.argv0, outfile, ...parameters];
process.once('exit', () => rmSync(outfile, { force: true }));
await import(pathToFileURL(outfile).href);

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { withFileLock } from '../../cli/temporal-server/with-file-lock.js';

const STAMP = 'dist/.built-by-tests';

/**
 * Compute threads load dist/, also in tests. What changed since the last build is written there by
 * esbuild, without checking types: a second or less, where the compiler takes ten.
 */
export async function buildIfStale(): Promise<void> {
  mkdirSync('dist', { recursive: true });
  await withFileLock('node_modules/.cache/build.lock', async () => {
    const built = Math.max(changedAt(STAMP), changedAt('dist/.tsbuildinfo'));
    const changed = sources().filter((path) => changedAt(path) > built || !existsSync(`dist/${path.replace(/\.ts$/, '.js')}`));
    execFileSync(process.execPath, ['scripts/build-kernel.js'], { stdio: 'inherit' });
    if (changed.length === 0) return;
    const started = new Date();
    await build({ entryPoints: changed, outdir: 'dist', outbase: '.', format: 'esm', platform: 'node', target: 'node20', sourcemap: true });
    execFileSync(process.execPath, ['scripts/bundle-workflows.js'], { stdio: 'inherit' });
    writeFileSync(STAMP, '');
    utimesSync(STAMP, started, started); // what was changed meanwhile is built next time
  });
}

function sources(): readonly string[] {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const configuration = ts.getParsedCommandLineOfConfigFile('tsconfig.build.json', {}, host);
  return (configuration?.fileNames ?? []).map((path) => relative('.', path));
}

function changedAt(path: string): number {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

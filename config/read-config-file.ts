import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { LeatError, messageOf } from '../core/errors.js';
import { buildFailure } from './build-failure.js';
import { linkLeat } from './install-bundle.js';

export const CONFIG_FILES = ['leat.config.ts', 'leat.config.mts', 'leat.config.js', 'leat.config.mjs'];

/** The default export of the project's config file, unchecked; undefined when there is no such file. */
export async function readConfigFile(root: string): Promise<{ name: string; content: unknown } | undefined> {
  for (const name of CONFIG_FILES) {
    const isThere = await access(join(root, name)).then(
      () => true,
      () => false,
    );
    if (isThere) return { name, content: await importTypeScript(root, name) };
  }
  return undefined;
}

async function importTypeScript(root: string, name: string): Promise<unknown> {
  const code = await bundle(root, name);
  // Beside the project's packages, so that what the file imports is found from there.
  const path = join(await linkLeat(root), `config-${String(process.pid)}-${String(Date.now())}.mjs`);
  await writeFile(path, code);
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown }; // any module's namespace has this form
    return module.default;
  } catch (error) {
    throw new LeatError('CONFIG_INVALID', `${name}: ${messageOf(error)}`, { cause: error });
  } finally {
    await rm(path, { force: true });
  }
}

/** A config file needs two words of Leat; all of it would take longer to load than most commands take. */
const LEAT_FOR_CONFIG = 'export const defineConfig = (config) => config; export const secret = (name) => ({ secret: name });';

const leatForConfig: Plugin = {
  name: 'leat-for-config',
  setup(build) {
    build.onResolve({ filter: /^leat$/ }, () => ({ path: 'leat', namespace: 'leat-for-config' }));
    build.onLoad({ filter: /^/, namespace: 'leat-for-config' }, () => ({ contents: LEAT_FOR_CONFIG }));
  },
};

async function bundle(root: string, name: string): Promise<Uint8Array> {
  const { build } = await import('esbuild'); // a project without a config file does not wait for it
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [name],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
    plugins: [leatForConfig],
  }).catch((error: unknown) => {
    throw buildFailure('CONFIG_INVALID', error);
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('invariant: one entry point gives one file');
  return output.contents;
}

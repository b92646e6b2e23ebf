import { cp, mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { LeatError } from '../../core/errors.js';
import { owningPackage } from '../../config/find-package.js';

/** What of Leat's own package.json a project shares with it. */
interface OwnPackage {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

/**
 * Writes a project that runs and tests at once.
 *
 * @param leat - What its package.json depends on: a version, or a packed file.
 * @returns The files, relative to the folder.
 * @throws LeatError `FOLDER_NOT_EMPTY`
 */
export async function createProject(folder: string, { leat }: { leat?: string | undefined } = {}): Promise<readonly string[]> {
  const target = resolve(folder);
  const there = await readdir(target).catch(() => []);
  if (there.length > 0) {
    throw new LeatError('FOLDER_NOT_EMPTY', `init: expected a new or an empty folder, got ${target} with ${there.slice(0, 3).join(', ')}`);
  }
  const own = await owningPackage(import.meta.dirname);
  if (own === undefined) throw new Error('invariant: Leat runs from its package');
  await mkdir(target, { recursive: true });
  await cp(join(own.folder, 'templates', 'project'), target, { recursive: true });
  await rename(join(target, 'gitignore'), join(target, '.gitignore')); // npm packs no file of that name
  await writeFile(join(target, 'package.json'), `${JSON.stringify(packageOf(basename(target), leat), null, 2)}\n`);
  return (await readdir(target, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(target.length + 1))
    .sort();
}

function packageOf(name: string, leat: string | undefined): object {
  const own = createRequire(import.meta.url)('leat/package.json') as OwnPackage; // our own
  const { zod } = own.dependencies;
  const { vitest, typescript, '@types/node': types } = own.devDependencies;
  return {
    name:
      name
        .toLowerCase()
        .replace(/[^a-z0-9._-]+/g, '-')
        .replace(/^[._-]+/, '') || 'pipelines',
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: own.engines,
    scripts: { start: 'leat up', test: 'vitest run', types: 'tsc' },
    dependencies: { leat: leat ?? `^${own.version}`, zod },
    devDependencies: { '@types/node': types, typescript, vitest },
    allowScripts: own.allowScripts,
  };
}

import { randomUUID } from 'node:crypto';
import { access, mkdir, readlink, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PipelineBundle } from './bundle-pipelines.js';
import { owningPackage } from './find-package.js';

/**
 * Writes a bundle to where `import()` finds the project's packages.
 *
 * @returns The file's absolute path. The same digest gives the same file, so it is loaded once.
 */
export async function installBundle(root: string, { digest, code }: Pick<PipelineBundle, 'digest' | 'code'>): Promise<string> {
  const path = join(await linkLeat(root), `${digest.replace('sha256:', '')}.mjs`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, code);
  await rename(temporary, path); // several processes may install at once
  return path;
}

/**
 * Makes `node_modules/.leat`, in which `leat` means the copy that is running: a project's modules and
 * this process must share one, also when the command is not the project's own.
 */
export async function linkLeat(root: string): Promise<string> {
  const folder = join(root, 'node_modules', '.leat');
  const link = join(folder, 'node_modules', 'leat');
  const leat = await owningPackage(import.meta.dirname);
  if (leat === undefined) throw new Error('invariant: Leat runs from its package');
  if ((await readlink(link).catch(() => undefined)) === leat.folder) return folder;
  await mkdir(dirname(link), { recursive: true });
  const temporary = `${link}.${randomUUID()}`;
  await symlink(leat.folder, temporary, 'junction');
  await rename(temporary, link);
  return folder;
}

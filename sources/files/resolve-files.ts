import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { LeatError } from '../../core/errors.js';

export interface ResolvedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/**
 * The files that a path stands for, in order of name: the first data root that has it wins. Links are
 * followed before the check, so that none leads out of the data roots.
 *
 * @throws LeatError `SOURCE_FILE_MISSING`, `SOURCE_PATH_FORBIDDEN` or `SOURCE_FILE_EMPTY`.
 */
export async function resolveFiles(given: string, dataRoots: readonly string[]): Promise<readonly [ResolvedFile, ...ResolvedFile[]]> {
  for (const root of dataRoots) {
    const wanted = path.resolve(root, given);
    const [first, ...others] = await Promise.all((await expand(wanted)).map((found) => resolveFile(found, given, dataRoots)));
    if (first !== undefined) return [first, ...others];
    // Said only of what is not there: a path that leaves its root may still be in another one.
    if (path.isAbsolute(given)) break;
  }
  const escapes = dataRoots.every((root) => !isBelow(path.resolve(root, given), root));
  if (escapes) throw forbidden(given, dataRoots);
  throw new LeatError('SOURCE_FILE_MISSING', `expected file "${given}" in a data root, got none in ${dataRoots.join(', ')}`, {
    details: { path: given, dataRoots },
  });
}

async function resolveFile(found: string, given: string, dataRoots: readonly string[]): Promise<ResolvedFile> {
  const real = await realpath(found);
  const roots = await Promise.all(dataRoots.map(async (root) => realpath(root).catch(() => root)));
  if (!roots.some((root) => isBelow(real, root))) throw forbidden(given, dataRoots);
  const { size, mtimeMs } = await stat(real);
  if (size === 0)
    throw new LeatError('SOURCE_FILE_EMPTY', `expected rows in file "${given}", got an empty file`, { details: { path: given } });
  return { path: real, sizeBytes: size, modifiedMs: mtimeMs };
}

/** Files that are there: the one named, or those that match * and ? in the last part of the path. */
async function expand(wanted: string): Promise<string[]> {
  if ((await stat(wanted).catch(() => null))?.isFile() === true) return [wanted];
  const { dir, base } = path.parse(wanted);
  if (!/[*?]/.test(base)) return [];
  const pattern = new RegExp(
    `^${base
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory() && pattern.test(entry.name)).map(({ name }) => name);
  return names.sort().map((name) => path.join(dir, name));
}

/** Links are not followed. */
export function isBelow(file: string, root: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function forbidden(given: string, dataRoots: readonly string[]): LeatError {
  return new LeatError('SOURCE_PATH_FORBIDDEN', `expected a file below a data root (${dataRoots.join(', ')}), got "${given}"`, {
    details: { path: given, dataRoots },
  });
}

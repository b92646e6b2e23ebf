import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LeatError } from '../../core/errors.js';
import { isBelow } from '../files/resolve-files.js';

/**
 * Where a file is to be written: below a data root, the first one where its folder is there. Links are followed before the check.
 *
 * @throws LeatError `DESTINATION_FORBIDDEN`, or `DESTINATION_UNWRITABLE` when there is no such folder.
 */
export async function resolveTarget(given: string, dataRoots: readonly string[]): Promise<string> {
  const roots = await Promise.all(dataRoots.map((root) => realpath(root).catch(() => root)));
  let isForbidden = false;
  for (const root of dataRoots) {
    const wanted = resolve(root, given);
    const folder = await realpath(dirname(wanted)).catch(() => null);
    if (folder === null) continue;
    const target = join(folder, basename(wanted));
    if (roots.some((each) => isBelow(target, each))) return target;
    isForbidden = true;
  }
  const where = dataRoots.join(', ');
  if (isForbidden)
    throw new LeatError('DESTINATION_FORBIDDEN', `expected a file below a data root (${where}), got "${given}"`, {
      details: { path: given },
    });
  throw new LeatError('DESTINATION_UNWRITABLE', `file "${given}": expected its folder in a data root (${where}), got none`, {
    details: { path: given },
  });
}

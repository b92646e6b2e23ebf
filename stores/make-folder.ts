import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { storageError, systemCodeOf } from './storage-error.js';

/**
 * Makes a folder, and those above it, where they are missing. Node's own recursive form says "no such
 * file" where the truth is "read-only file system".
 *
 * @throws LeatError `STORAGE_*`
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw storageError(error, path); // another process may be faster
  }
}

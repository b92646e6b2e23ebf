import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { mountDisk, noDisk } from './mount-disk.js';
import { temporaryFolder } from './temporary-folder.js';

export const noTinyDisk = noDisk;
if (noTinyDisk !== undefined) console.warn(`tests of a full and of a read-only disk are skipped: ${noTinyDisk}`);

export interface TinyDisk {
  readonly path: string;
  makeReadOnly(): void;
  makeWritable(): void;
}

/** A real file system of its own in memory, gone with the test that asked for it. */
export function mountTinyDisk(sizeKilobytes: number): TinyDisk {
  const path = temporaryFolder();
  onTestFinished(mountDisk(path, sizeKilobytes));
  return {
    path,
    makeReadOnly: () => {
      execFileSync('mount', ['-o', 'remount,ro', path]);
    },
    makeWritable: () => {
      execFileSync('mount', ['-o', 'remount,rw', path]);
    },
  };
}

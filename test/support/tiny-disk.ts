import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder.js';

/** Why a disk of a few kilobytes cannot be had here; undefined where it can. */
export const noTinyDisk = process.platform !== 'linux' || process.getuid?.() !== 0 ? 'mounting a tmpfs takes root on Linux' : undefined;
if (noTinyDisk !== undefined) console.warn(`tests of a full and of a read-only disk are skipped: ${noTinyDisk}`);

export interface TinyDisk {
  readonly path: string;
  makeReadOnly(): void;
  makeWritable(): void;
}

/** A real file system of its own in memory, gone with the test that asked for it. */
export function mountTinyDisk(sizeKilobytes: number): TinyDisk {
  const path = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(sizeKilobytes)}k`, 'leat-test', path]);
  onTestFinished(() => {
    execFileSync('umount', [path]);
  });
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

import { execFileSync } from 'node:child_process';

/** Why a disk of its own cannot be had here; undefined where it can. */
export const noDisk = process.platform !== 'linux' || process.getuid?.() !== 0 ? 'mounting a tmpfs takes root on Linux' : undefined;

/** Mounts a real file system in memory on a folder. @returns What unmounts it. */
export function mountDisk(path: string, sizeKilobytes: number): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(sizeKilobytes)}k`, 'leat-test', path]);
  return () => {
    execFileSync('umount', [path]);
  };
}

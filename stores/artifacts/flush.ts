import { closeSync, fsync, fsyncSync, openSync } from 'node:fs';
import { promisify } from 'node:util';

/** What is open already. Its descriptor must stay so until then. */
export const flushFile = promisify(fsync);

/** Makes a file's bytes, or the names in a folder, survive a power loss. */
export async function flush(path: string): Promise<void> {
  const descriptor = openSync(path, 'r');
  try {
    await flushFile(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Holds its thread up until then. */
export function flushAtOnce(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Waits for all, since what is open must not be closed under those that go on. @throws The first error. */
export async function flushAll(flushes: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(flushes)).find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemCodeOf } from '../../stores/storage-error.js';
import { mountDisk, noDisk } from '../support/mount-disk.js';

const SIZE_KILOBYTES = 64 * 1024;

/** A disk for artifacts that can be filled: in memory where that may be mounted, else an ordinary folder that cannot. */
export class SmallDisk {
  readonly path: string;
  readonly #unmount: () => void;

  constructor(path: string) {
    this.path = path;
    mkdirSync(path);
    this.#unmount = noDisk === undefined ? mountDisk(path, SIZE_KILOBYTES) : () => undefined;
  }

  fill(): void {
    const { bavail, bsize } = statfsSync(this.path);
    try {
      writeFileSync(this.#filler, new Uint8Array(bavail * bsize), { flag: 'a' });
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOSPC') throw error; // others write meanwhile: it is full all the same
    }
  }

  free(): void {
    rmSync(this.#filler, { force: true });
  }

  remove(): void {
    this.#unmount();
  }

  get #filler(): string {
    return join(this.path, 'filler');
  }
}

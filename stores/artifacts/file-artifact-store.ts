import {
  closeSync,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { storageError, systemCodeOf } from '../storage-error.js';
import type { ArtifactStore, Digest } from './artifact-store.js';
import { artifactMissing, digestOf, isDigest, requireContent } from './digest.js';
import { flush, flushAll, flushAtOnce, flushFile } from './flush.js';
import { TemporaryFiles } from './temporary-files.js';

/** Reading this much takes less time than asking libuv's threads for it. */
const READ_AT_ONCE_BYTES = 1024 * 1024;

/** A file has its name before it is flushed: until this age, another writer of it may still be at that. */
const FLUSHED_AFTER_MS = 60_000;

/**
 * Artifacts as files: `sha256/ab/cd…` below one folder, sharded by the first two digits. A file is
 * complete as soon as it has its name: it is written to `temporary/` in the same file system and renamed.
 *
 * Writing is synchronous: the eight calls of a put by way of libuv's threads cost three times as much (0.8 ms instead of
 * 0.3 ms of processor). Flushing is not: a file system flushes several files at once in little more than the time of one.
 */
export class FileArtifactStore implements ArtifactStore {
  readonly #folder: string;
  readonly #temporary: TemporaryFiles;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#temporary = new TemporaryFiles(join(folder, 'temporary'));
  }

  /** Creates the folder where needed, and removes temporary files of writers that died. */
  static async open(path: string): Promise<FileArtifactStore> {
    const store = new FileArtifactStore(resolve(path));
    makeFolder(store.#contents);
    makeFolder(store.#temporary.folder);
    await store.#temporary.removeAbandoned();
    return store;
  }

  async put(content: Uint8Array): Promise<Digest> {
    const digest = digestOf(content);
    const path = this.#pathOf(digest);
    try {
      if (await this.#isKept(path, content.length)) return digest;
      do await this.#write(path, content);
      while (!this.#refresh(path)); // a sweep that waits for nobody may have taken it while it was flushed
    } catch (error) {
      throw storageError(error, this.#folder);
    }
    return digest;
  }

  async get(digest: Digest): Promise<Uint8Array> {
    const content = await this.#read(digest);
    try {
      return requireContent(digest, content);
    } catch (error) {
      await this.#setAside(digest).catch(() => undefined); // a store that cannot be written to; the first error is the one to tell
      throw error;
    }
  }

  async #read(digest: Digest): Promise<Uint8Array> {
    const path = this.#pathOf(digest);
    try {
      const isSmall = (this.#sizeOf(digest) ?? 0) <= READ_AT_ONCE_BYTES;
      return isSmall ? readFileSync(path) : await readFile(path);
    } catch (error) {
      throw systemCodeOf(error) === 'ENOENT' ? artifactMissing(digest, this.#folder) : storageError(error, this.#folder);
    }
  }

  async has(digest: Digest): Promise<boolean> {
    return Promise.resolve(this.#sizeOf(digest) !== null);
  }

  async sizeBytes(digest: Digest): Promise<number> {
    const size = this.#sizeOf(digest);
    if (size === null) throw artifactMissing(digest, this.#folder);
    return Promise.resolve(size);
  }

  async delete(digest: Digest): Promise<void> {
    await rm(this.#pathOf(digest), { force: true }).catch((error: unknown) => {
      throw storageError(error, this.#folder);
    });
  }

  async usage(digest: Digest): Promise<{ usedAt: Date; sizeBytes: number } | null> {
    const found = statSync(this.#pathOf(digest), { throwIfNoEntry: false });
    return Promise.resolve(found === undefined ? null : { usedAt: found.mtime, sizeBytes: found.size });
  }

  async touch(digest: Digest): Promise<boolean> {
    const path = this.#pathOf(digest);
    return Promise.resolve(this.#refresh(path) || (this.#sizeOf(digest) !== null && this.#refresh(path)));
  }

  /**
   * Moved aside first: a put that comes after that writes the file anew, a touch or get brings it back; one that
   * came before has made the file young, and it is brought back here.
   */
  async deleteUnused(digest: Digest, since: Date): Promise<boolean> {
    const aside = this.#asideOf(digest);
    try {
      makeFolder(dirname(aside));
      renameSync(this.#pathOf(digest), aside);
      const found = statSync(aside, { throwIfNoEntry: false });
      if (found !== undefined && found.mtime < since) {
        rmSync(aside, { force: true });
        return await Promise.resolve(true);
      }
      this.#bringBack(digest);
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') throw storageError(error, this.#folder);
    }
    return false;
  }

  async *list(): AsyncIterable<Digest> {
    for (const shard of await readdir(this.#contents)) {
      for (const rest of await readdir(join(this.#contents, shard))) {
        const digest = `sha256:${shard}${rest}`;
        if (isDigest(digest)) yield digest;
      }
    }
  }

  forgetThread(thread: number): Promise<void> {
    return this.#temporary.removeOfThread(thread);
  }

  async check(): Promise<void> {
    const probe = this.#temporary.newPath();
    try {
      writeFileSync(probe, new Uint8Array(1), { flag: 'wx', flush: true });
      await rm(probe);
    } catch (error) {
      removeQuietly(probe);
      throw storageError(error, this.#folder);
    }
  }

  /** Whether it is there, and will be after a power loss. By size, so that this costs no read: get() checks the bytes. */
  async #isKept(path: string, sizeBytes: number): Promise<boolean> {
    const known = statSync(path, { throwIfNoEntry: false });
    if (known?.size !== sizeBytes || !this.#refresh(path)) return false;
    if (Date.now() - known.birthtimeMs >= FLUSHED_AFTER_MS) return true;
    try {
      await flushAll([flush(path), flush(dirname(path))]);
      return this.#refresh(path);
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return false; // a sweep has it in its hands
      throw error;
    }
  }

  /**
   * What refers to the artifact (workflow history, metadata) may be durable at once, so its bytes and its name are
   * flushed before this returns. Both after the rename: a journalling file system then commits once for the two, where
   * flushing the bytes before it would be two commits. A power loss in between can leave the name over missing bytes:
   * nobody refers to it yet, and get() sets it aside. Two writers of one content rename equal files onto one name.
   */
  async #write(path: string, content: Uint8Array): Promise<void> {
    const temporary = this.#temporary.newPath();
    const file = openSync(temporary, 'wx');
    try {
      writeFileSync(file, content);
      const now = new Date();
      futimesSync(file, now, now); // the kernel may date a write some milliseconds back: it would count as unused since then
      this.#moveIntoShard(temporary, path);
      await flushAll([flushFile(file), flush(dirname(path))]);
    } catch (error) {
      removeQuietly(temporary);
      if (isSameFile(file, path)) removeQuietly(path); // named, and not flushed
      throw error;
    } finally {
      closeSync(file);
    }
  }

  #moveIntoShard(temporary: string, path: string): void {
    try {
      renameSync(temporary, path);
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') throw error;
      mkdirSync(dirname(path), { recursive: true });
      flushAtOnce(this.#contents); // seldom, and no temporary file is left by a thread that ends meanwhile
      renameSync(temporary, path);
    }
  }

  /** Out of the way of the next put, and kept for a look. */
  async #setAside(digest: Digest): Promise<void> {
    const path = this.#pathOf(digest);
    const aside = join(this.#folder, 'corrupt', digest.slice('sha256:'.length));
    await mkdir(dirname(aside), { recursive: true });
    await rename(path, aside);
    // Another process may have put the content anew since it was read.
    if (digestOf(await readFile(aside)) === digest) await rename(aside, path);
  }

  /** @returns False when it is not there, or is not ours to refresh: then it is to be written anew. */
  #refresh(path: string): boolean {
    const now = new Date();
    try {
      utimesSync(path, now, now);
      return true;
    } catch (error) {
      return systemCodeOf(error) === 'EROFS'; // nobody can delete it either
    }
  }

  /** From where a sweep has put it, which may go on with it, or have been killed. */
  #bringBack(digest: Digest): void {
    try {
      renameSync(this.#asideOf(digest), this.#pathOf(digest));
    } catch {
      return; // it is not there, or this process may not write: then it counts as missing
    }
  }

  #sizeOf(digest: Digest): number | null {
    const path = this.#pathOf(digest);
    try {
      const size = sizeOf(path);
      if (size !== null) return size;
      this.#bringBack(digest);
      return sizeOf(path);
    } catch (error) {
      throw storageError(error, this.#folder);
    }
  }

  #asideOf(digest: Digest): string {
    return join(this.#folder, 'swept', digest.slice('sha256:'.length));
  }

  get #contents(): string {
    return join(this.#folder, 'sha256');
  }

  #pathOf(digest: Digest): string {
    const hex = digest.slice('sha256:'.length);
    return join(this.#contents, hex.slice(0, 2), hex.slice(2));
  }
}

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}

/** After an error: that is the one to tell, not that this was refused too. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}

/** Whether a name still stands for what was opened under another. */
function isSameFile(file: number, path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(file).ino;
}

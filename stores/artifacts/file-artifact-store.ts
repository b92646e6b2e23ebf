import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { storageError, systemCodeOf } from '../storage-error.js';
import type { ArtifactStore, Digest } from './artifact-store.js';
import { artifactMissing, digestOf, isDigest, requireContent } from './digest.js';

/** One put takes seconds at most: a temporary file that nobody wrote to for this long has lost its writer. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * Artifacts as files: `sha256/ab/cd…` below one folder, sharded by the first two digits. A file is
 * complete as soon as it has its name: it is written to `temporary/` in the same file system and renamed.
 */
export class FileArtifactStore implements ArtifactStore {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Creates the folder where needed, and removes temporary files of writers that died. */
  static async open(path: string): Promise<FileArtifactStore> {
    const store = new FileArtifactStore(resolve(path));
    makeFolder(store.#contents);
    makeFolder(store.#temporary);
    await store.#removeAbandoned();
    return store;
  }

  async put(content: Uint8Array): Promise<Digest> {
    const digest = digestOf(content);
    const path = this.#pathOf(digest);
    try {
      // By size, so that this costs no read: get() checks the bytes.
      if ((await sizeOf(path)) !== content.length) await this.#write(path, content);
    } catch (error) {
      throw storageError(error, this.#folder);
    }
    return digest;
  }

  async get(digest: Digest): Promise<Uint8Array> {
    const content = await readFile(this.#pathOf(digest)).catch((error: unknown) => {
      throw this.#readError(error, digest);
    });
    return requireContent(digest, content);
  }

  async has(digest: Digest): Promise<boolean> {
    return (await this.#sizeOrNull(digest)) !== null;
  }

  async sizeBytes(digest: Digest): Promise<number> {
    const size = await this.#sizeOrNull(digest);
    if (size === null) throw artifactMissing(digest, this.#folder);
    return size;
  }

  async delete(digest: Digest): Promise<void> {
    await rm(this.#pathOf(digest), { force: true }).catch((error: unknown) => {
      throw storageError(error, this.#folder);
    });
  }

  async *list(): AsyncIterable<Digest> {
    for (const shard of await readdir(this.#contents)) {
      for (const rest of await readdir(join(this.#contents, shard))) {
        const digest = `sha256:${shard}${rest}`;
        if (isDigest(digest)) yield digest;
      }
    }
  }

  async check(): Promise<void> {
    const probe = this.#temporaryPath();
    try {
      await writeDurably(probe, new Uint8Array(1));
      await rm(probe);
    } catch (error) {
      await rm(probe, { force: true }).catch(() => undefined); // the first error is the one to tell
      throw storageError(error, this.#folder);
    }
  }

  /**
   * Two fsyncs, since what refers to the artifact (workflow history, metadata) may be durable at once: of
   * the file before the rename, or a power loss could leave its name over empty bytes; of the folder after
   * it, or the name itself could be lost. Two writers of one content rename equal files onto one name.
   */
  async #write(path: string, content: Uint8Array): Promise<void> {
    const temporary = this.#temporaryPath();
    try {
      await writeDurably(temporary, content);
      await this.#moveIntoShard(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined); // the first error is the one to tell
      throw error;
    }
    await flush(dirname(path));
  }

  async #moveIntoShard(temporary: string, path: string): Promise<void> {
    try {
      await rename(temporary, path);
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') throw error;
      await mkdir(dirname(path), { recursive: true });
      await flush(this.#contents);
      await rename(temporary, path);
    }
  }

  /** Failures are left alone: the store may be read-only, or another process may be cleaning too. */
  async #removeAbandoned(): Promise<void> {
    const oldest = Date.now() - ABANDONED_AFTER_MS;
    for (const name of await readdir(this.#temporary).catch(() => [])) {
      const path = join(this.#temporary, name);
      const writtenAt = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity,
      );
      if (writtenAt < oldest) await rm(path, { force: true }).catch(() => undefined);
    }
  }

  async #sizeOrNull(digest: Digest): Promise<number | null> {
    return sizeOf(this.#pathOf(digest)).catch((error: unknown) => {
      throw storageError(error, this.#folder);
    });
  }

  #readError(error: unknown, digest: Digest): Error {
    return systemCodeOf(error) === 'ENOENT' ? artifactMissing(digest, this.#folder) : storageError(error, this.#folder);
  }

  get #contents(): string {
    return join(this.#folder, 'sha256');
  }

  get #temporary(): string {
    return join(this.#folder, 'temporary');
  }

  #temporaryPath(): string {
    return join(this.#temporary, randomUUID());
  }

  #pathOf(digest: Digest): string {
    const hex = digest.slice('sha256:'.length);
    return join(this.#contents, hex.slice(0, 2), hex.slice(2));
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder survive a power loss. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

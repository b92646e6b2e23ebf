import type { ArtifactStore, Digest } from './artifact-store.js';
import { artifactMissing, digestOf } from './digest.js';

/** Artifacts for as long as this object lives. */
export class MemoryArtifactStore implements ArtifactStore {
  readonly #contents = new Map<Digest, { readonly content: Uint8Array; usedAt: Date }>();

  put(content: Uint8Array): Promise<Digest> {
    const digest = digestOf(content);
    // Copies here and in get: a caller that goes on writing into its buffer must not change what is stored.
    this.#contents.set(digest, { content: Uint8Array.from(content), usedAt: new Date() });
    return Promise.resolve(digest);
  }

  async get(digest: Digest): Promise<Uint8Array> {
    return Uint8Array.from(await this.#find(digest));
  }

  has(digest: Digest): Promise<boolean> {
    return Promise.resolve(this.#contents.has(digest));
  }

  async sizeBytes(digest: Digest): Promise<number> {
    return (await this.#find(digest)).length;
  }

  delete(digest: Digest): Promise<void> {
    this.#contents.delete(digest);
    return Promise.resolve();
  }

  usage(digest: Digest): Promise<{ usedAt: Date; sizeBytes: number } | null> {
    const stored = this.#contents.get(digest);
    return Promise.resolve(stored === undefined ? null : { usedAt: stored.usedAt, sizeBytes: stored.content.length });
  }

  touch(digest: Digest): Promise<boolean> {
    const stored = this.#contents.get(digest);
    if (stored !== undefined) stored.usedAt = new Date();
    return Promise.resolve(stored !== undefined);
  }

  deleteUnused(digest: Digest, since: Date): Promise<boolean> {
    const stored = this.#contents.get(digest);
    return Promise.resolve(stored !== undefined && stored.usedAt < since && this.#contents.delete(digest));
  }

  list(): AsyncIterable<Digest> {
    const digests = this.#contents.keys();
    return { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(digests.next()) }) };
  }

  forgetThread(): Promise<void> {
    return Promise.resolve(); // a put is done in one go
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  #find(digest: Digest): Promise<Uint8Array> {
    const stored = this.#contents.get(digest);
    return stored === undefined ? Promise.reject(artifactMissing(digest, 'memory')) : Promise.resolve(stored.content);
  }
}

import type { ArtifactStore, Digest } from './artifact-store.js';
import { artifactMissing, digestOf } from './digest.js';

/** Artifacts for as long as this object lives. */
export class MemoryArtifactStore implements ArtifactStore {
  readonly #contents = new Map<Digest, Uint8Array>();

  put(content: Uint8Array): Promise<Digest> {
    const digest = digestOf(content);
    // Copies here and in get: a caller that goes on writing into its buffer must not change what is stored.
    if (!this.#contents.has(digest)) this.#contents.set(digest, Uint8Array.from(content));
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

  list(): AsyncIterable<Digest> {
    const digests = this.#contents.keys();
    return { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(digests.next()) }) };
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  #find(digest: Digest): Promise<Uint8Array> {
    const content = this.#contents.get(digest);
    return content === undefined ? Promise.reject(artifactMissing(digest, 'memory')) : Promise.resolve(content);
  }
}

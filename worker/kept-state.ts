import { isLeatError, messageOf } from '../core/errors.js';
import type { StageCheckpoint, StageLog } from '../core/pipeline/stage-context.js';
import type { Digest } from '../stores/artifacts/artifact-store.js';
import type { ThreadServices } from './thread-services.js';

type Surroundings = Pick<ThreadServices, 'artifacts' | 'metadata'> & { readonly log: StageLog };

/**
 * What a stage keeps of an unfinished computation, under its cache key (docs/decisions/010). The artifact
 * begins with that key: no other artifact has its bytes, so it can be deleted when the next one is recorded.
 */
export class KeptState implements StageCheckpoint {
  readonly #cacheKey: string;
  readonly #services: Surroundings;
  readonly #head: Uint8Array;
  #digest: Digest | null = null;
  /** One change after the other: a save that nobody waited for must not come after the removal. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(cacheKey: string, services: Surroundings) {
    this.#cacheKey = cacheKey;
    this.#services = services;
    this.#head = new TextEncoder().encode(`leat checkpoint of ${cacheKey}\n`);
  }

  async load(): Promise<Uint8Array | undefined> {
    const { artifacts, metadata, log } = this.#services;
    const digest = await metadata.checkpoint(this.#cacheKey);
    if (digest === null) return undefined;
    try {
      const content = await artifacts.get(digest);
      this.#digest = digest;
      log.info('goes on from a checkpoint', { checkpoint: digest });
      return new Uint8Array(content.subarray(this.#head.length)); // a copy, so that its numbers are aligned; a Buffer's slice is none
    } catch (error) {
      if (!isLeatError(error) || (error.code !== 'ARTIFACT_MISSING' && error.code !== 'ARTIFACT_CORRUPT')) throw error;
      log.warn('the checkpoint cannot be read: the stage begins at its beginning', { checkpoint: digest, error: messageOf(error) });
      return undefined;
    }
  }

  save(state: Uint8Array): Promise<void> {
    const content = new Uint8Array(this.#head.length + state.length);
    content.set(this.#head);
    content.set(state, this.#head.length);
    return this.#afterLast(async () => {
      const { artifacts, metadata } = this.#services;
      const digest = await artifacts.put(content);
      await metadata.saveCheckpoint(this.#cacheKey, digest);
      if (this.#digest !== null && this.#digest !== digest) await artifacts.delete(this.#digest);
      this.#digest = digest;
    });
  }

  /** For a stage that has completed. What cannot be removed is left to `leat clean`. */
  async remove(): Promise<void> {
    await this.#afterLast(async () => {
      if (this.#digest === null) return;
      await this.#services.metadata.saveCheckpoint(this.#cacheKey, null);
      await this.#services.artifacts.delete(this.#digest);
      this.#digest = null;
    }).catch((error: unknown) => {
      this.#services.log.warn('the checkpoint of a completed stage could not be removed', { error: messageOf(error) });
    });
  }

  #afterLast(change: () => Promise<void>): Promise<void> {
    const done = this.#last.then(change);
    this.#last = done.catch(() => undefined); // told to whoever waits for it
    return done;
  }
}

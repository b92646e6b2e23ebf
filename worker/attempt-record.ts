import type { AttemptFacts, AttemptKey, AttemptResult, MetadataStore, StageRecord } from '../stores/metadata/metadata-store.js';

/** Most light stages are over by then. */
const SOON_MS = 20;

/**
 * What the metadata store is told of an attempt. Its beginning may wait for a moment: an attempt that is over by then is
 * recorded as a whole, which costs half as much.
 */
export class AttemptRecord {
  readonly #key: AttemptKey;
  readonly #facts: AttemptFacts;
  readonly #metadata: MetadataStore;
  readonly #startedAt = new Date();
  #beginning: Promise<StageRecord | null> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(key: AttemptKey, facts: AttemptFacts, metadata: MetadataStore) {
    this.#key = key;
    this.#facts = facts;
    this.#metadata = metadata;
  }

  /** @returns The stage as it was recorded, where an earlier attempt has completed it: then there is nothing to do. */
  begin(): Promise<StageRecord | null> {
    clearTimeout(this.#timer);
    return (this.#beginning ??= this.#metadata.beginAttempt(this.#key, this.#facts));
  }

  /** For a first attempt, before which nothing was recorded. */
  beginSoon(): void {
    this.#timer = setTimeout(() => {
      this.begin().catch(() => undefined); // told by the end, which waits for it
    }, SOON_MS);
  }

  /** @returns The stage as it was recorded, where it was completed meanwhile. */
  async complete(result: AttemptResult): Promise<StageRecord | null> {
    clearTimeout(this.#timer);
    if (this.#beginning === undefined)
      return this.#metadata.recordAttempt(this.#key, { ...this.#facts, startedAt: this.#startedAt }, result);
    await this.#beginning;
    await this.#metadata.completeAttempt(this.#key, result);
    return null;
  }
}

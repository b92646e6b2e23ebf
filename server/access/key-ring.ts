import { timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import { hashApiKey, idOfApiKey } from '../../client/api-key.js';
import type { ApiKeyRecord, MetadataStore } from '../../stores/metadata/metadata-store.js';

/** A revoked key works no longer than this. */
const FRESH_MS = 1_000;
const NOTE_EVERY_MS = 60_000;
/** Ids that nobody gave out are remembered too: of these there may be many. */
const MOST_REMEMBERED = 10_000;

/** The keys of the metadata store, each looked up at most once a second. */
export class KeyRing {
  readonly #metadata: Pick<MetadataStore, 'key' | 'noteKeyUse'>;
  readonly #log: Logger;
  readonly #known = new Map<string, { readonly record: Promise<ApiKeyRecord | null>; readonly at: number }>();
  readonly #notedAt = new Map<string, number>();

  constructor({ metadata, log }: { metadata: Pick<MetadataStore, 'key' | 'noteKeyUse'>; log: Logger }) {
    this.#metadata = metadata;
    this.#log = log;
  }

  /** Null for a key that is unknown, revoked or expired: who asks learns no more. */
  async find(key: string): Promise<ApiKeyRecord | null> {
    const id = idOfApiKey(key);
    if (id === null) return null;
    const record = await this.#look(id);
    if (record === null || !isSame(hashApiKey(key), record.hash) || !isActive(record)) return null;
    this.#noteUse(id);
    return record;
  }

  #look(id: string): Promise<ApiKeyRecord | null> {
    const known = this.#known.get(id);
    const now = performance.now();
    if (known !== undefined && now - known.at < FRESH_MS) return known.record;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    const record = this.#metadata.key(id);
    this.#known.set(id, { record, at: now });
    record.catch(() => this.#known.delete(id)); // told by whoever awaits it; the next request asks again
    return record;
  }

  /** Once a minute, and without making the request wait. */
  #noteUse(id: string): void {
    const now = Date.now();
    if (now - (this.#notedAt.get(id) ?? 0) < NOTE_EVERY_MS) return;
    this.#notedAt.set(id, now);
    this.#metadata.noteKeyUse(id, new Date(now)).catch((error: unknown) => {
      this.#log.warn({ err: error, key: id }, 'the last use of a key could not be noted');
    });
  }
}

/** Whether a key may still be used. */
export function isActive({ revokedAt, expiresAt }: Pick<ApiKeyRecord, 'revokedAt' | 'expiresAt'>): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt.getTime() > Date.now());
}

/** In a time that does not tell how much of it agrees. */
function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

import type { Role } from '../core/access/role.js';
import { LeatError } from '../core/errors.js';
import type { ApiKeyRecord, MetadataStore } from '../stores/metadata/metadata-store.js';
import { generateApiKey, hashApiKey } from './api-key.js';

/** What a key of the HTTP interface may do, and how long. */
export interface NewKey {
  readonly name: string;
  readonly role: Role;
  /** Only these may be touched; everything when left out. */
  readonly limits?: NonNullable<ApiKeyRecord['limits']>;
  readonly requestsPerSecond?: number;
  readonly expiresAt?: Date;
}

/** What of a key may be shown: all but its hash. */
export type ShownKey = Omit<ApiKeyRecord, 'hash'>;

/** Keys of the HTTP interface. */
export class Keys {
  readonly #metadata: MetadataStore;

  constructor({ metadata }: { metadata: MetadataStore }) {
    this.#metadata = metadata;
  }

  /** @returns The key itself, this once: it is stored nowhere. */
  async create({ name, role, limits, requestsPerSecond, expiresAt }: NewKey): Promise<{ key: string; record: ShownKey }> {
    const { id, key } = generateApiKey();
    const record = {
      id,
      name,
      role,
      limits: limits ?? null,
      requestsPerSecond: requestsPerSecond ?? null,
      createdAt: new Date(),
      expiresAt: expiresAt ?? null,
    };
    await this.#metadata.createKey({ ...record, hash: hashApiKey(key) });
    return { key, record: { ...record, revokedAt: null, lastUsedAt: null } };
  }

  /** Newest first, revoked and expired ones too. */
  async list(): Promise<readonly ShownKey[]> {
    return (await this.#metadata.keys()).map(withoutHash);
  }

  /**
   * Servers refuse it from the next second on.
   *
   * @param id - With or without the `leat_` before it.
   * @throws LeatError `KEY_UNKNOWN`
   */
  async revoke(id: string): Promise<ShownKey> {
    const bare = /^(?:leat_)?([0-9a-z]*)/.exec(id)?.[1] ?? '';
    await this.#metadata.revokeKey(bare, new Date());
    const record = await this.#metadata.key(bare);
    // Not quoted: somebody may have pasted the key itself.
    if (record === null) throw new LeatError('KEY_UNKNOWN', 'expected the id of a key, as "leat keys list" shows it, got another text');
    return withoutHash(record);
  }
}

function withoutHash({ hash: _, ...shown }: ApiKeyRecord): ShownKey {
  return shown;
}

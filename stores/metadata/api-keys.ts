import type { ApiKeyRow } from './database-schema.js';
import type { Database } from './database.js';
import type { ApiKeyRecord, MetadataStore } from './metadata-store.js';
import { parseJson, parseTime } from './parse-column.js';

type ApiKeys = Pick<MetadataStore, 'createKey' | 'key' | 'keys' | 'revokeKey' | 'noteKeyUse'>;

export function apiKeys(database: Database): ApiKeys {
  return {
    createKey: (key) =>
      database.writeDurably(async (transaction) => {
        await transaction
          .insertInto('api_keys')
          .values(rowOf(key))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),

    key: (id) =>
      database.query(async (kysely) => {
        const row = await kysely.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : recordOf(row);
      }),

    keys: () =>
      database.query(async (kysely) => {
        const rows = await kysely.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
        return rows.map(recordOf);
      }),

    revokeKey: (id, at) =>
      database.writeDurably(async (transaction) => {
        const revoked = { revoked_at: at.toISOString() };
        await transaction.updateTable('api_keys').set(revoked).where('id', '=', id).where('revoked_at', 'is', null).execute();
      }),

    noteKeyUse: (id, at) =>
      database.query(async (kysely) => {
        await kysely.updateTable('api_keys').set({ last_used_at: at.toISOString() }).where('id', '=', id).execute();
      }),
  };
}

function rowOf({ id, name, hash, role, limits, requestsPerSecond, createdAt, expiresAt }: Parameters<ApiKeys['createKey']>[0]): ApiKeyRow {
  return {
    id,
    name,
    hash,
    role,
    pipelines: limits === null ? null : JSON.stringify(limits.pipelines),
    models: limits === null ? null : JSON.stringify(limits.models),
    requests_per_second: requestsPerSecond,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt?.toISOString() ?? null,
    revoked_at: null,
    last_used_at: null,
  };
}

function recordOf(row: ApiKeyRow): ApiKeyRecord {
  const pipelines = parseJson<readonly string[] | null>(row.pipelines);
  const models = parseJson<readonly string[] | null>(row.models);
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    role: row.role,
    limits: pipelines === null || models === null ? null : { pipelines, models },
    requestsPerSecond: row.requests_per_second,
    createdAt: new Date(row.created_at),
    expiresAt: parseTime(row.expires_at),
    revokedAt: parseTime(row.revoked_at),
    lastUsedAt: parseTime(row.last_used_at),
  };
}

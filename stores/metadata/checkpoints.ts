import type { Digest } from '../artifacts/artifact-store.js';
import type { Database } from './database.js';
import type { MetadataStore } from './metadata-store.js';

type Checkpoints = Pick<MetadataStore, 'checkpoint' | 'saveCheckpoint'>;

export function checkpoints(database: Database): Checkpoints {
  return {
    checkpoint: (cacheKey) =>
      database.query(async (kysely) => {
        const row = await kysely.selectFrom('checkpoints').select('digest').where('cache_key', '=', cacheKey).executeTakeFirst();
        return (row?.digest ?? null) as Digest | null; // columns hold what the port's types let in
      }),

    saveCheckpoint: (cacheKey, digest) =>
      database.write(async (transaction) => {
        if (digest === null) {
          await transaction.deleteFrom('checkpoints').where('cache_key', '=', cacheKey).execute();
          return;
        }
        const saved = { digest, saved_at: new Date().toISOString() };
        await transaction
          .insertInto('checkpoints')
          .values({ cache_key: cacheKey, ...saved })
          .onConflict((conflict) => conflict.column('cache_key').doUpdateSet(saved))
          .execute();
      }),
  };
}

import type { Digest } from '../artifacts/artifact-store.js';
import type { Database } from './database.js';
import type { MetadataStore } from './metadata-store.js';

type References = Pick<MetadataStore, 'references'>;

export function references(database: Database): References {
  return {
    async *references() {
      const rows = await database.query((kysely) =>
        kysely
          .selectFrom('runs')
          .select('plan as digest')
          .union(kysely.selectFrom('attempts').select('plan as digest').where('plan', 'is not', null).$castTo<{ digest: string }>())
          .union(kysely.selectFrom('stage_inputs').select('digest'))
          .union(kysely.selectFrom('stage_outputs').select('digest'))
          .union(kysely.selectFrom('model_versions').select('artifact as digest').where('deleted_at', 'is', null))
          .union(
            kysely
              .selectFrom('model_versions')
              .select('evaluation as digest')
              .where('evaluation', 'is not', null)
              .where('deleted_at', 'is', null)
              .$castTo<{ digest: string }>(),
          )
          .union(kysely.selectFrom('checkpoints').select('digest'))
          .union(kysely.selectFrom('prediction_parts').select('digest'))
          .execute(),
      );
      for (const { digest } of rows) yield digest as Digest; // columns hold what the port's types let in
    },
  };
}

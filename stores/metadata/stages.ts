import type { Database } from './database.js';
import type { StageRow } from './database-schema.js';
import { inChunks } from './in-chunks.js';
import type { MetadataStore, StageRecord } from './metadata-store.js';
import { parseJson, parseTime } from './parse-column.js';

type Stages = Pick<MetadataStore, 'stages' | 'items' | 'findCompleted'>;

export function stages(database: Database): Stages {
  return {
    stages: (runId) =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('stages')
          .selectAll()
          .where('run_id', '=', runId)
          .where('parent', 'is', null)
          .orderBy('started_at', (order) => order.asc().nullsFirst()) // adopted stages never started
          .orderBy('name')
          .execute();
        return rows.map(stageOfRow);
      }),

    items: (runId, stage, names) =>
      database.query(async (kysely) => {
        let query = kysely
          .selectFrom('stages')
          .selectAll()
          .where('run_id', '=', runId)
          .where('parent', '=', stage)
          .orderBy((eb) => eb.fn('length', ['name'])) // their names end in their numbers
          .orderBy('name');
        if (names !== undefined) query = query.where('name', 'in', [...names]);
        return (await query.execute()).map(stageOfRow);
      }),

    findCompleted: (cacheKeys) =>
      database.query(async (kysely) => {
        const found = await inChunks(cacheKeys, (keys) =>
          kysely
            .selectFrom((eb) =>
              eb
                .selectFrom('stages')
                .selectAll()
                .select(({ fn }) =>
                  fn
                    .agg<number>('row_number')
                    .over((over) => over.partitionBy('cache_key').orderBy('ended_at', 'desc'))
                    .as('age'),
                )
                .where('cache_key', 'in', keys)
                .where('state', '=', 'completed')
                .as('completed'),
            )
            .selectAll()
            .where('age', '=', 1)
            .execute(),
        );
        return new Map(found.flat().map((row) => [row.cache_key, stageOfRow(row)]));
      }),
  };
}

export function stageOfRow(row: StageRow): StageRecord {
  return {
    runId: row.run_id,
    name: row.name,
    stage: row.stage,
    cacheKey: row.cache_key,
    state: row.state,
    adoptedFrom: row.adopted_from,
    attempts: row.attempts,
    startedAt: parseTime(row.started_at),
    endedAt: parseTime(row.ended_at),
    outputs: parseJson(row.outputs),
    figures: parseJson(row.figures),
    error: parseJson(row.error),
  };
}

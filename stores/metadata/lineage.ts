import type { Digest } from '../artifacts/artifact-store.js';
import type { Database } from './database.js';
import type { LineageEdge, MetadataStore } from './metadata-store.js';

type Lineage = Pick<MetadataStore, 'lineage'>;

export function lineage(database: Database): Lineage {
  return {
    lineage: async (artifact) => ({ madeBy: await edges(database, 'output', artifact), usedBy: await edges(database, 'input', artifact) }),
  };
}

/** What went into a stage times what came out of it. */
function edges(database: Database, end: 'input' | 'output', artifact: Digest): Promise<LineageEdge[]> {
  return database.query((kysely) =>
    kysely
      .selectFrom('stage_inputs')
      .innerJoin('stage_outputs', (join) =>
        join.onRef('stage_outputs.run_id', '=', 'stage_inputs.run_id').onRef('stage_outputs.stage', '=', 'stage_inputs.stage'),
      )
      .select([
        'stage_inputs.run_id as runId',
        'stage_inputs.stage as stage',
        'stage_inputs.digest as input',
        'stage_outputs.digest as output',
      ])
      .where(end === 'input' ? 'stage_inputs.digest' : 'stage_outputs.digest', '=', artifact)
      .orderBy('runId')
      .orderBy('stage')
      .orderBy('input')
      .$narrowType<{ input: Digest; output: Digest }>()
      .execute(),
  );
}

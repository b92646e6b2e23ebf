import type { Digest } from '../artifacts/artifact-store.js';
import type { Database } from './database.js';
import type { LineageEdge, MetadataStore } from './metadata-store.js';

type Lineage = Pick<MetadataStore, 'lineage' | 'findArtifacts'>;

export function lineage(database: Database): Lineage {
  return {
    lineage: async (artifact) => ({
      madeBy: await edges(database, 'stage_outputs.digest', artifact),
      usedBy: await edges(database, 'stage_inputs.digest', artifact),
    }),

    findArtifacts: (prefix) =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('stage_outputs')
          .select('digest')
          .distinct()
          .where((eb) => eb(eb.fn('substr', ['digest', eb.val(1), eb.val(prefix.length)]), '=', prefix))
          .orderBy('digest')
          .limit(10)
          .$narrowType<{ digest: Digest }>()
          .execute();
        return rows.map(({ digest }) => digest);
      }),
  };
}

/** What went into a stage times what came out of it; a stage without inputs has its outputs alone. */
function edges(database: Database, end: 'stage_inputs.digest' | 'stage_outputs.digest', artifact: Digest): Promise<LineageEdge[]> {
  return database.query((kysely) =>
    kysely
      .selectFrom('stage_outputs')
      .leftJoin('stage_inputs', (join) =>
        join.onRef('stage_inputs.run_id', '=', 'stage_outputs.run_id').onRef('stage_inputs.stage', '=', 'stage_outputs.stage'),
      )
      .select([
        'stage_outputs.run_id as runId',
        'stage_outputs.stage as stage',
        'stage_inputs.digest as input',
        'stage_outputs.digest as output',
        'stage_outputs.kind as kind',
      ])
      .where(end, '=', artifact)
      .orderBy('runId')
      .orderBy('stage')
      .orderBy('input')
      .$narrowType<{ input: Digest | null; output: Digest }>()
      .execute(),
  );
}

import type { Kysely, Transaction } from 'kysely';
import { LeatError } from '../../core/errors.js';
import type { Database } from './database.js';
import type { DatabaseSchema, RunRow, StageRow } from './database-schema.js';
import { inChunks } from './in-chunks.js';
import type { Digest } from '../artifacts/artifact-store.js';
import type { AdoptedStage, MetadataStore, RunRecord } from './metadata-store.js';
import { parseJson, parseTime } from './parse-column.js';

type Runs = Pick<MetadataStore, 'beginRun' | 'endRun' | 'run' | 'findRuns' | 'listRuns'>;

export function runs(database: Database): Runs {
  return {
    beginRun: (run, adopted) =>
      database.write(async (transaction) => {
        await transaction
          .insertInto('runs')
          .values(rowOf(run))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await insertAdopted(transaction, run.id, adopted);
      }),

    endRun: (id, { state, outputs, error }) =>
      database.write(async (transaction) => {
        const endedAt = new Date().toISOString();
        const { numUpdatedRows } = await transaction
          .updateTable('runs')
          .set({ state, ended_at: endedAt, outputs: JSON.stringify(outputs), error: error && JSON.stringify(error) })
          .where('id', '=', id)
          .where('state', '=', 'running') // the first end stands
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) await requireRun(transaction, id);
        // Nobody waits any longer for what was still running.
        await transaction
          .updateTable('stages')
          .set({ state: 'cancelled', ended_at: endedAt })
          .where('run_id', '=', id)
          .where('state', '=', 'running')
          .execute();
      }),

    run: (id) =>
      database.query(async (kysely) => {
        const row = await kysely.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : recordOf(row);
      }),

    findRuns: (prefix) =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('runs')
          .select('id')
          // Not LIKE: SQLite's ignores case, and a prefix may hold its wildcards.
          .where((eb) => eb(eb.fn('substr', ['id', eb.val(1), eb.val(prefix.length)]), '=', prefix))
          .orderBy('started_at', 'desc')
          .orderBy('id', 'desc')
          .limit(10)
          .execute();
        return rows.map(({ id }) => id);
      }),

    listRuns: ({ pipeline, state, before, limit }) =>
      database.query(async (kysely) => {
        let query = kysely.selectFrom('runs').selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit);
        if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
        if (state !== undefined) query = query.where('state', '=', state);
        if (before !== undefined) {
          const { started_at: startedAt } = await requireRun(kysely, before);
          query = query.where((eb) => eb(eb.refTuple('started_at', 'id'), '<', eb.tuple(startedAt, before)));
        }
        return (await query.execute()).map(recordOf);
      }),
  };
}

async function insertAdopted(transaction: Transaction<DatabaseSchema>, runId: string, adopted: readonly AdoptedStage[]): Promise<void> {
  const rows = adopted.map(({ name, stage, cacheKey, adoptedFrom, outputs, figures }): StageRow => ({
    run_id: runId,
    name,
    stage,
    cache_key: cacheKey,
    state: 'cached',
    adopted_from: adoptedFrom,
    attempts: 0,
    completed_by: null,
    started_at: null,
    ended_at: null,
    outputs: JSON.stringify(outputs),
    figures: JSON.stringify(figures),
    error: null,
  }));
  await inChunks(rows, (chunk) =>
    transaction
      .insertInto('stages')
      .values([...chunk])
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

async function requireRun(kysely: Kysely<DatabaseSchema>, id: string): Promise<Pick<RunRow, 'started_at'>> {
  const row = await kysely.selectFrom('runs').select('started_at').where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new LeatError('RUN_UNKNOWN', `expected the id of a recorded run, got "${id}"`, { details: { run: id } });
  return row;
}

function rowOf(run: Parameters<Runs['beginRun']>[0]): RunRow {
  return {
    id: run.id,
    workflow_id: run.workflowId,
    pipeline: run.pipeline,
    params: JSON.stringify(run.params),
    seed: run.seed,
    plan: run.plan,
    resumed_from: run.resumedFrom,
    state: 'running',
    started_at: run.startedAt.toISOString(),
    ended_at: null,
    outputs: '{}',
    error: null,
  };
}

function recordOf(row: RunRow): RunRecord {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    pipeline: row.pipeline,
    params: parseJson(row.params),
    seed: row.seed,
    plan: row.plan as Digest, // columns hold what the port's types let in
    resumedFrom: row.resumed_from,
    state: row.state,
    startedAt: new Date(row.started_at),
    endedAt: parseTime(row.ended_at),
    outputs: parseJson(row.outputs),
    error: parseJson(row.error),
  };
}

import type { Kysely, Transaction } from 'kysely';
import { LeatError } from '../../core/errors.js';
import type { Database } from './database.js';
import type { DatabaseSchema, RunRow, StageRow } from './database-schema.js';
import { inChunks } from './in-chunks.js';
import type { Digest } from '../artifacts/artifact-store.js';
import type { AdoptedStage, MetadataStore, RunEnd, RunRecord, RunState, UnfinishedStage } from './metadata-store.js';
import { parseJson, parseTime } from './parse-column.js';
import { addRunEvents } from './run-events.js';

type RunQueries = Pick<MetadataStore, 'run' | 'findRuns' | 'listRuns'>;
type Runs = Pick<MetadataStore, 'beginRun' | 'annotateRun' | 'adopt' | 'holdRun' | 'continueRun' | 'endRun'> & RunQueries;

export function runs(database: Database): Runs {
  return {
    ...runQueries(database),

    beginRun: (run, adopted) =>
      database.write(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('runs')
          .values(rowOf(run))
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 0n) await addRunEvents(transaction, run.id, [{ type: 'run.started' }]);
        await insertAdopted(transaction, run.id, adopted);
      }),

    adopt: (runId, adopted) => database.write((transaction) => insertAdopted(transaction, runId, adopted)),

    annotateRun: (id, change) => database.write((transaction) => annotate(transaction, id, change)),

    holdRun: (id, stages) =>
      database.write(async (transaction) => {
        if (await changeState(transaction, id, { from: 'running', to: { state: 'held' } })) {
          await addRunEvents(
            transaction,
            id,
            stages.map((stage) => ({ type: 'run.held' as const, data: { stage } })),
          );
        }
        await transaction
          .updateTable('stages')
          .set({ state: 'held' })
          .where('run_id', '=', id)
          .where('name', 'in', [...stages])
          .where('state', '=', 'failed')
          .execute();
      }),

    continueRun: (id, change) =>
      database.write(async (transaction) => {
        if (await changeState(transaction, id, { from: 'held', to: { state: 'running' } })) {
          await addRunEvents(transaction, id, [{ type: 'run.continued' }]);
        }
        if (change === undefined) return;
        await transaction.updateTable('runs').set({ plan: change.plan }).where('id', '=', id).execute();
        await insertAdopted(transaction, id, change.adopted);
      }),

    endRun: (id, end) => database.write((transaction) => recordEnd(transaction, id, end)),
  };
}

function runQueries(database: Database): RunQueries {
  return {
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

    listRuns: ({ pipeline, state, schedule, within, before, limit }) =>
      database.query(async (kysely) => {
        let query = kysely.selectFrom('runs').selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit);
        if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
        if (state !== undefined) query = query.where('state', '=', state);
        if (schedule !== undefined) query = query.where('schedule', '=', schedule);
        if (within !== undefined) {
          query = query.where('window_start', '>=', within.start.toISOString()).where('window_start', '<', within.end.toISOString());
        }
        if (before !== undefined) {
          const { started_at: startedAt } = await requireRun(kysely, before);
          query = query.where((eb) => eb(eb.refTuple('started_at', 'id'), '<', eb.tuple(startedAt, before)));
        }
        return (await query.execute()).map(recordOf);
      }),
  };
}

async function recordEnd(
  transaction: Transaction<DatabaseSchema>,
  id: string,
  { state, outputs, error, unfinished = [] }: RunEnd,
): Promise<void> {
  const endedAt = new Date().toISOString();
  const { numUpdatedRows } = await transaction
    .updateTable('runs')
    .set({ state, ended_at: endedAt, outputs: JSON.stringify(outputs), error: error && JSON.stringify(error) })
    .where('id', '=', id)
    .where('state', 'in', ['running', 'held']) // the first end stands
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) await requireRun(transaction, id);
  await insertUnfinished(transaction, id, { unfinished, endedAt });
  // Nobody waits any longer for what was still running.
  await transaction
    .updateTable('stages')
    .set({ state: 'cancelled', ended_at: endedAt })
    .where('run_id', '=', id)
    .where('state', '=', 'running')
    .execute();
  if (numUpdatedRows === 0n) return;
  const ends = unfinished.map(({ name, state: end }) => ({ type: `stage.${end}` as const, data: { stage: name } }));
  await addRunEvents(transaction, id, [...ends, { type: `run.${state}` as const, data: error === null ? {} : { error } }]);
}

async function annotate(
  transaction: Transaction<DatabaseSchema>,
  id: string,
  { tags = {}, note }: Parameters<Runs['annotateRun']>[1],
): Promise<void> {
  await requireRun(transaction, id);
  const row = await transaction.selectFrom('runs').select('tags').where('id', '=', id).executeTakeFirstOrThrow();
  const kept = Object.entries({ ...tagsOf(row), ...tags }).filter(([, value]) => value !== '');
  const noted = note === undefined ? {} : { note: note === '' ? null : note };
  await transaction
    .updateTable('runs')
    .set({ tags: JSON.stringify(Object.fromEntries(kept)), ...noted })
    .where('id', '=', id)
    .execute();
}

/** Repeating it is no change; a run that is not there is refused. @returns Whether it was in the state before. */
async function changeState(
  transaction: Transaction<DatabaseSchema>,
  id: string,
  { from, to }: { from: RunState; to: { state: RunState } },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('runs')
    .set(to)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) await requireRun(transaction, id);
  return numUpdatedRows > 0n;
}

async function insertUnfinished(
  transaction: Transaction<DatabaseSchema>,
  runId: string,
  { unfinished, endedAt }: { unfinished: readonly UnfinishedStage[]; endedAt: string },
): Promise<void> {
  const rows = unfinished.map(({ name, stage, state }) => ({ ...untouched, run_id: runId, name, stage, state, ended_at: endedAt }));
  await inChunks(rows, (chunk) =>
    transaction
      .insertInto('stages')
      .values([...chunk])
      .onConflict((conflict) =>
        conflict
          .columns(['run_id', 'name'])
          .doUpdateSet((eb) => ({ state: eb.ref('excluded.state'), ended_at: eb.ref('excluded.ended_at') }))
          .where('stages.state', 'in', ['running', 'held', 'failed']),
      )
      .execute(),
  );
}

/** A stage's row before anything happened to it. */
const untouched = {
  cache_key: '',
  adopted_from: null,
  attempts: 0,
  completed_by: null,
  started_at: null,
  ended_at: null,
  outputs: '{}',
  figures: '{}',
  error: null,
  parent: null,
} as const;

async function insertAdopted(transaction: Transaction<DatabaseSchema>, runId: string, adopted: readonly AdoptedStage[]): Promise<void> {
  const rows = adopted.map(({ name, stage, cacheKey, adoptedFrom, outputs, figures, parent = null }): StageRow => ({
    ...untouched,
    run_id: runId,
    name,
    stage,
    cache_key: cacheKey,
    state: 'cached',
    adopted_from: adoptedFrom,
    outputs: JSON.stringify(outputs),
    figures: JSON.stringify(figures),
    parent,
  }));
  const inserted = await inChunks(rows, (chunk) =>
    transaction
      .insertInto('stages')
      .values([...chunk])
      .onConflict((conflict) => conflict.doNothing())
      .returning(['name', 'parent'])
      .execute(),
  );
  const told = inserted.flat().filter((row) => row.parent === null); // items of mapped stages may be thousands
  await addRunEvents(
    transaction,
    runId,
    told.map(({ name }) => ({ type: 'stage.cached' as const, data: { stage: name } })),
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
    schedule: run.schedule ?? null,
    window_start: run.window?.start.toISOString() ?? null,
    window_end: run.window?.end.toISOString() ?? null,
    parent_run: run.parentRun ?? null,
    request_id: run.requestId ?? null,
    tags: JSON.stringify(run.tags ?? {}),
    note: run.note ?? null,
    events: null,
  };
}

function tagsOf({ tags }: Pick<RunRow, 'tags'>): RunRecord['tags'] {
  return parseJson(tags ?? '{}');
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
    schedule: row.schedule,
    window:
      row.window_start === null || row.window_end === null ? null : { start: new Date(row.window_start), end: new Date(row.window_end) },
    parentRun: row.parent_run,
    requestId: row.request_id,
    tags: tagsOf(row),
    note: row.note,
  };
}

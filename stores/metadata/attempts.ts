import type { Transaction } from 'kysely';
import { LeatError } from '../../core/errors.js';
import type { RunEventType } from '../../core/pipeline/run-events.js';
import type { Digest } from '../artifacts/artifact-store.js';
import type { Database } from './database.js';
import type { AttemptRow, DatabaseSchema, StageInputRow, StageOutputRow } from './database-schema.js';
import { inChunks } from './in-chunks.js';
import type {
  ArtifactReference,
  AttemptFacts,
  AttemptKey,
  AttemptRecord,
  MetadataStore,
  RecordedError,
  StageOutputs,
  StageRecord,
} from './metadata-store.js';
import { parseJson, parseTime } from './parse-column.js';
import { addRunEvents } from './run-events.js';
import { stageOfRow } from './stages.js';
import { statement } from './statement.js';

type Attempts = Pick<MetadataStore, 'beginAttempt' | 'completeAttempt' | 'recordAttempt' | 'failAttempt' | 'attempts'>;

/**
 * A stage that is completed stays completed. An activity that lost its worker may go on beside the next
 * attempt, so results may come late, twice, or in the wrong order: that of the latest attempt stands,
 * since it is the one that the workflow gets.
 */
export function attempts(database: Database): Attempts {
  return {
    beginAttempt: (key, facts) => database.write((transaction) => begin(transaction, key, facts)),

    completeAttempt: (key, { inputs, outputs, figures }) =>
      database.write(async (transaction) => {
        const endedAt = new Date().toISOString();
        await endAttempt(transaction, { ...key, endedAt, error: null });
        const ended = { endedAt, outputs: JSON.stringify(outputs), figures: JSON.stringify(figures) };
        const [completed] = (await completeStage(transaction, { ...key, ...ended })).rows;
        if (completed === undefined) {
          await requireStage(transaction, key);
          return;
        }
        await insertLineage(transaction, key, { inputs, outputs });
        await tell(transaction, key, { types: ['stage.completed'], parent: completed.parent });
      }),

    recordAttempt: (key, { startedAt, ...facts }, { inputs, outputs, figures }) =>
      database.write(async (transaction) => {
        const { parent = null, plan = null, worker } = facts;
        const began = { ...key, stage: facts.stage, cacheKey: facts.cacheKey, startedAt: startedAt.toISOString(), parent };
        const ended = { endedAt: new Date().toISOString(), outputs: JSON.stringify(outputs), figures: JSON.stringify(figures) };
        const { numAffectedRows = 0n } = await recordStage(transaction, { ...began, ...ended });
        if (numAffectedRows === 0n) return completedStage(transaction, key);
        await insertAttempt(transaction, { ...key, worker, plan, startedAt: began.startedAt, endedAt: ended.endedAt });
        await insertLineage(transaction, key, { inputs, outputs });
        await tell(transaction, key, { types: ['stage.started', 'stage.completed'], parent });
        return null;
      }),

    failAttempt: (key, error, final) =>
      database.write(async (transaction) => {
        const ended = { ended_at: new Date().toISOString(), error: JSON.stringify(error) };
        await endAttempt(transaction, { ...key, endedAt: ended.ended_at, error: ended.error });
        const state = error.code === 'CANCELLED' ? 'cancelled' : 'failed';
        const failed = await transaction
          .updateTable('stages')
          .set(final ? { ...ended, state } : { error: ended.error })
          .where('run_id', '=', key.runId)
          .where('name', '=', key.name)
          .where('state', '=', 'running')
          .where('attempts', '=', key.attempt)
          .returning('parent')
          .executeTakeFirst();
        if (failed === undefined) return;
        await tell(transaction, key, { types: [final ? `stage.${state}` : 'stage.retrying'], parent: failed.parent, error });
      }),

    attempts: (runId, stage) =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('attempts')
          .selectAll()
          .where('run_id', '=', runId)
          .where('stage', '=', stage)
          .orderBy('attempt')
          .execute();
        return rows.map(recordOf);
      }),
  };
}

async function begin(
  transaction: Transaction<DatabaseSchema>,
  { runId, name, attempt }: AttemptKey,
  { stage, cacheKey, worker, plan, parent }: AttemptFacts,
): Promise<StageRecord | null> {
  const startedAt = new Date().toISOString();
  const { numAffectedRows = 0n } = await beginStage(transaction, {
    runId,
    name,
    stage,
    cacheKey,
    attempt,
    startedAt,
    parent: parent ?? null,
  });
  if (numAffectedRows === 0n) return completedStage(transaction, { runId, name });
  await insertAttempt(transaction, { runId, name, attempt, worker, startedAt, endedAt: null, plan: plan ?? null });
  await tell(transaction, { runId, name, attempt }, { types: ['stage.started'], parent: parent ?? null });
  return null;
}

/** To those who follow the run; items of mapped stages may be thousands, and are not told of. */
async function tell(
  transaction: Transaction<DatabaseSchema>,
  { runId, name, attempt }: AttemptKey,
  { types, parent, error }: { types: readonly RunEventType[]; parent: string | null; error?: RecordedError },
): Promise<void> {
  if (parent !== null) return;
  const data = { stage: name, attempt, ...(error === undefined ? {} : { error }) };
  await addRunEvents(
    transaction,
    runId,
    types.map((type) => ({ type, data })),
  );
}

async function completedStage(
  transaction: Transaction<DatabaseSchema>,
  { runId, name }: Pick<AttemptKey, 'runId' | 'name'>,
): Promise<StageRecord> {
  const row = await transaction
    .selectFrom('stages')
    .selectAll()
    .where('run_id', '=', runId)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return stageOfRow(row);
}

async function requireStage(transaction: Transaction<DatabaseSchema>, { runId, name, attempt }: AttemptKey): Promise<void> {
  const known = await transaction
    .selectFrom('stages')
    .select('name')
    .where('run_id', '=', runId)
    .where('name', '=', name)
    .executeTakeFirst();
  if (known !== undefined) return;
  throw new LeatError(
    'ATTEMPT_UNKNOWN',
    `run ${runId}: expected an attempt that was begun, got attempt ${String(attempt)} of stage "${name}"`,
    {
      details: { run: runId, stage: name, attempt },
    },
  );
}

async function insertLineage(
  transaction: Transaction<DatabaseSchema>,
  { runId, name }: AttemptKey,
  { inputs, outputs }: { inputs: readonly ArtifactReference[]; outputs: StageOutputs },
): Promise<void> {
  const into = [...new Set(inputs.map(({ digest }) => digest))].map((digest) => ({ run_id: runId, stage: name, digest }));
  await inChunks(into, (chunk) => insertInputs(transaction, chunk));
  const outOf = Object.entries(outputs).map(([output, { kind, digest }]) => ({ run_id: runId, stage: name, output, kind, digest }));
  await inChunks(outOf, (chunk) => insertOutputs(transaction, chunk));
}

const beginStage = statement(
  (
    database,
    given: { runId: string; name: string; stage: string; cacheKey: string; attempt: number; startedAt: string; parent: string | null },
  ) =>
    database
      .insertInto('stages')
      .values({
        run_id: given.runId,
        name: given.name,
        stage: given.stage,
        cache_key: given.cacheKey,
        state: 'running',
        attempts: given.attempt,
        started_at: given.startedAt,
        outputs: '{}',
        figures: '{}',
        parent: given.parent,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['run_id', 'name'])
          .doUpdateSet({ state: 'running', cache_key: given.cacheKey, adopted_from: null, attempts: given.attempt, ended_at: null })
          .where('stages.state', '!=', 'completed'),
      ),
);

const insertAttempt = statement(
  (
    database,
    given: AttemptKey & {
      readonly worker: string;
      readonly startedAt: string;
      readonly endedAt: string | null;
      readonly plan: string | null;
    },
  ) => {
    const began = { worker: given.worker, started_at: given.startedAt, ended_at: given.endedAt, error: null, plan: given.plan };
    return database
      .insertInto('attempts')
      .values({ run_id: given.runId, stage: given.name, attempt: given.attempt, ...began })
      .onConflict((conflict) => conflict.columns(['run_id', 'stage', 'attempt']).doUpdateSet(began));
  },
);

/** The first end of an attempt stands. */
const endAttempt = statement(
  (database, { runId, name, attempt, endedAt, error }: AttemptKey & { readonly endedAt: string; readonly error: string | null }) =>
    database
      .updateTable('attempts')
      .set({ ended_at: endedAt, error })
      .where('run_id', '=', runId)
      .where('stage', '=', name)
      .where('attempt', '=', attempt)
      .where('ended_at', 'is', null),
);

const completeStage = statement(
  (database, given: AttemptKey & { readonly endedAt: string; readonly outputs: string; readonly figures: string }) =>
    database
      .updateTable('stages')
      .set({
        state: 'completed',
        completed_by: given.attempt,
        ended_at: given.endedAt,
        outputs: given.outputs,
        figures: given.figures,
        error: null,
      })
      .where('run_id', '=', given.runId)
      .where('name', '=', given.name)
      .where((eb) => eb.or([eb('completed_by', 'is', null), eb('completed_by', '<', given.attempt)]))
      .returning('parent'),
);

/** beginStage and completeStage at once. */
const recordStage = statement(
  (
    database,
    given: Parameters<typeof beginStage>[1] & { readonly endedAt: string; readonly outputs: string; readonly figures: string },
  ) => {
    const came = {
      state: 'completed' as const,
      cache_key: given.cacheKey,
      attempts: given.attempt,
      completed_by: given.attempt,
      started_at: given.startedAt,
      ended_at: given.endedAt,
      outputs: given.outputs,
      figures: given.figures,
    };
    return database
      .insertInto('stages')
      .values({ run_id: given.runId, name: given.name, stage: given.stage, parent: given.parent, ...came })
      .onConflict((conflict) =>
        conflict
          .columns(['run_id', 'name'])
          .doUpdateSet({ ...came, adopted_from: null, error: null })
          .where('stages.state', '!=', 'completed'),
      );
  },
);

const insertInputs = statement((database, rows: readonly StageInputRow[]) =>
  database
    .insertInto('stage_inputs')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing()),
);

const insertOutputs = statement((database, rows: readonly StageOutputRow[]) =>
  database
    .insertInto('stage_outputs')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['run_id', 'stage', 'output'])
        .doUpdateSet(({ ref }) => ({ kind: ref('excluded.kind'), digest: ref('excluded.digest') })),
    ),
);

function recordOf(row: AttemptRow): AttemptRecord {
  return {
    runId: row.run_id,
    stage: row.stage,
    attempt: row.attempt,
    worker: row.worker,
    startedAt: new Date(row.started_at),
    endedAt: parseTime(row.ended_at),
    error: parseJson<RecordedError | null>(row.error),
    plan: row.plan as Digest | null, // columns hold what the port's types let in
  };
}

import type { Transaction } from 'kysely';
import { LeatError } from '../../core/errors.js';
import type { RunEventType } from '../../core/pipeline/run-events.js';
import type { Digest } from '../artifacts/artifact-store.js';
import type { Database } from './database.js';
import type { AttemptRow, DatabaseSchema } from './database-schema.js';
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

type Attempts = Pick<MetadataStore, 'beginAttempt' | 'completeAttempt' | 'failAttempt' | 'attempts'>;

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
        await endAttempt(transaction, key, { ended_at: endedAt, error: null });
        const completed = await transaction
          .updateTable('stages')
          .set({
            state: 'completed',
            completed_by: key.attempt,
            ended_at: endedAt,
            outputs: JSON.stringify(outputs),
            figures: JSON.stringify(figures),
            error: null,
          })
          .where('run_id', '=', key.runId)
          .where('name', '=', key.name)
          .where((eb) => eb.or([eb('completed_by', 'is', null), eb('completed_by', '<', key.attempt)]))
          .returning('parent')
          .executeTakeFirst();
        if (completed === undefined) {
          await requireStage(transaction, key);
          return;
        }
        await insertLineage(transaction, key, { inputs, outputs });
        await tell(transaction, key, { type: 'stage.completed', parent: completed.parent });
      }),

    failAttempt: (key, error, final) =>
      database.write(async (transaction) => {
        const ended = { ended_at: new Date().toISOString(), error: JSON.stringify(error) };
        await endAttempt(transaction, key, ended);
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
        await tell(transaction, key, { type: final ? `stage.${state}` : 'stage.retrying', parent: failed.parent, error });
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
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('stages')
    .values({
      run_id: runId,
      name,
      stage,
      cache_key: cacheKey,
      state: 'running',
      attempts: attempt,
      started_at: startedAt,
      outputs: '{}',
      figures: '{}',
      parent: parent ?? null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['run_id', 'name'])
        .doUpdateSet({ state: 'running', cache_key: cacheKey, adopted_from: null, attempts: attempt, ended_at: null })
        .where('stages.state', '!=', 'completed'),
    )
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) return completedStage(transaction, { runId, name });
  const began = { worker, started_at: startedAt, ended_at: null, error: null, plan: plan ?? null };
  await transaction
    .insertInto('attempts')
    .values({ run_id: runId, stage: name, attempt, ...began })
    .onConflict((conflict) => conflict.columns(['run_id', 'stage', 'attempt']).doUpdateSet(began))
    .execute();
  await tell(transaction, { runId, name, attempt }, { type: 'stage.started', parent: parent ?? null });
  return null;
}

/** To those who follow the run; items of mapped stages may be thousands, and are not told of. */
async function tell(
  transaction: Transaction<DatabaseSchema>,
  { runId, name, attempt }: AttemptKey,
  { type, parent, error }: { type: RunEventType; parent: string | null; error?: RecordedError },
): Promise<void> {
  if (parent !== null) return;
  await addRunEvents(transaction, runId, [{ type, data: { stage: name, attempt, ...(error === undefined ? {} : { error }) } }]);
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

/** The first end of an attempt stands. */
async function endAttempt(
  transaction: Transaction<DatabaseSchema>,
  { runId, name, attempt }: AttemptKey,
  end: Pick<AttemptRow, 'ended_at' | 'error'>,
): Promise<void> {
  await transaction
    .updateTable('attempts')
    .set(end)
    .where('run_id', '=', runId)
    .where('stage', '=', name)
    .where('attempt', '=', attempt)
    .where('ended_at', 'is', null)
    .execute();
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
  await inChunks(into, (chunk) =>
    transaction
      .insertInto('stage_inputs')
      .values([...chunk])
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  const outOf = Object.entries(outputs).map(([output, { kind, digest }]) => ({ run_id: runId, stage: name, output, kind, digest }));
  await inChunks(outOf, (chunk) =>
    transaction
      .insertInto('stage_outputs')
      .values([...chunk])
      .onConflict((conflict) =>
        conflict
          .columns(['run_id', 'stage', 'output'])
          .doUpdateSet(({ ref }) => ({ kind: ref('excluded.kind'), digest: ref('excluded.digest') })),
      )
      .execute(),
  );
}

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

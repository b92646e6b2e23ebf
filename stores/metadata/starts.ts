import type { Database } from './database.js';
import type { StartRow } from './trigger-rows.js';
import type { StartRecord, TriggerStore } from './trigger-store.js';

type Starts = Pick<TriggerStore, 'reserveStart' | 'noteStarted' | 'startOf'>;

export function starts(database: Database): Starts {
  return {
    reserveStart: ({ id, workflowId, pipeline, request, requestedAt }, notBefore) =>
      database.write(async (transaction) => {
        await transaction.deleteFrom('starts').where('requested_at', '<', notBefore.toISOString()).execute();
        await transaction
          .insertInto('starts')
          .values({ id, workflow_id: workflowId, pipeline, request, run_id: null, requested_at: requestedAt.toISOString() })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        return recordOf(await transaction.selectFrom('starts').selectAll().where('id', '=', id).executeTakeFirstOrThrow());
      }),

    noteStarted: (id, runId) =>
      database.write(async (transaction) => {
        await transaction.updateTable('starts').set({ run_id: runId }).where('id', '=', id).execute();
      }),

    startOf: (runId) =>
      database.query(async (kysely) => {
        const row = await kysely.selectFrom('starts').selectAll().where('run_id', '=', runId).executeTakeFirst();
        return row === undefined ? null : recordOf(row);
      }),
  };
}

function recordOf(row: StartRow): StartRecord {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    pipeline: row.pipeline,
    request: row.request,
    runId: row.run_id,
    requestedAt: new Date(row.requested_at),
  };
}

import type { Transaction } from 'kysely';
import type { RunEventType } from '../../core/pipeline/run-events.js';
import type { Database } from './database.js';
import type { DatabaseSchema } from './database-schema.js';
import { inChunks } from './in-chunks.js';
import { parseJson } from './parse-column.js';
import { statement } from './statement.js';
import type { RunEventRow } from './trigger-rows.js';
import type { RunEventData, TriggerStore } from './trigger-store.js';

export function runEvents(database: Database): Pick<TriggerStore, 'runEvents'> {
  return {
    runEvents: (runId, { after, limit }) =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('run_events')
          .selectAll()
          .where('run_id', '=', runId)
          .where('sequence', '>', after)
          .orderBy('sequence')
          .limit(limit)
          .execute();
        return rows.map((row) => ({
          runId,
          sequence: row.sequence,
          at: new Date(row.at),
          type: row.type as RunEventType, // columns hold what the port's types let in
          data: parseJson<RunEventData>(row.data),
        }));
      }),
  };
}

/**
 * Numbers events and writes them down, in the transaction of what they tell. The run's row counts them: whoever writes
 * next waits for its lock, so numbers are seen in their order and a reader never misses one.
 */
export async function addRunEvents(
  transaction: Transaction<DatabaseSchema>,
  runId: string,
  events: readonly { readonly type: RunEventType; readonly data?: RunEventData }[],
): Promise<void> {
  if (events.length === 0) return;
  const { rows: counted } = await countEvents(transaction, { runId, more: events.length });
  const [row] = counted;
  if (row === undefined) return; // an attempt of a run that was never recorded: nobody can follow it
  const first = (row.events ?? 0) - events.length + 1;
  const at = new Date().toISOString();
  const rows = events.map(({ type, data = {} }, index) => ({
    run_id: runId,
    sequence: first + index,
    at,
    type,
    data: JSON.stringify(data),
  }));
  await inChunks(rows, (chunk) => insertEvents(transaction, chunk));
}

const countEvents = statement((database, { runId, more }: { runId: string; more: number }) =>
  database
    .updateTable('runs')
    .set(({ fn, val, eb }) => ({ events: eb(fn.coalesce('events', val(0)), '+', more) }))
    .where('id', '=', runId)
    .returning('events'),
);

const insertEvents = statement((database, rows: readonly RunEventRow[]) => database.insertInto('run_events').values(rows));

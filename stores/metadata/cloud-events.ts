import type { Database } from './database.js';
import { parseJson } from './parse-column.js';
import type { CloudEventRow } from './trigger-rows.js';
import type { CloudEventRecord, CloudEventState, TriggerStore } from './trigger-store.js';

type CloudEvents = Pick<TriggerStore, 'keepEvent' | 'settleEvent' | 'cloudEvent' | 'cloudEvents'>;

export function cloudEvents(database: Database): CloudEvents {
  return {
    keepEvent: ({ key, event }) =>
      database.write(async (transaction) => {
        const row = {
          key,
          event: JSON.stringify(event),
          received_at: new Date().toISOString(),
          state: 'received',
          runs: '[]',
          error: null,
        };
        await transaction
          .insertInto('cloud_events')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        return recordOf(await transaction.selectFrom('cloud_events').selectAll().where('key', '=', key).executeTakeFirstOrThrow());
      }),

    settleEvent: (key, { state, runs, error }) =>
      database.write(async (transaction) => {
        await transaction
          .updateTable('cloud_events')
          .set({ state, runs: JSON.stringify(runs), error: error && JSON.stringify(error) })
          .where('key', '=', key)
          .execute();
      }),

    cloudEvent: (key) =>
      database.query(async (kysely) => {
        const row = await kysely.selectFrom('cloud_events').selectAll().where('key', '=', key).executeTakeFirst();
        return row === undefined ? null : recordOf(row);
      }),

    cloudEvents: ({ state, before, limit }) =>
      database.query(async (kysely) => {
        let query = kysely.selectFrom('cloud_events').selectAll().orderBy('received_at', 'desc').orderBy('key', 'desc').limit(limit);
        if (state !== undefined) query = query.where('state', '=', state);
        if (before !== undefined) {
          const last = await kysely.selectFrom('cloud_events').select(['received_at', 'key']).where('key', '=', before).executeTakeFirst();
          if (last === undefined) return [];
          query = query.where((eb) => eb(eb.refTuple('received_at', 'key'), '<', eb.tuple(last.received_at, last.key)));
        }
        return (await query.execute()).map(recordOf);
      }),
  };
}

function recordOf(row: CloudEventRow): CloudEventRecord {
  return {
    key: row.key,
    event: parseJson(row.event),
    receivedAt: new Date(row.received_at),
    state: row.state as CloudEventState, // columns hold what the port's types let in
    runs: parseJson(row.runs),
    error: parseJson(row.error),
  };
}

import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { Database } from './database.js';
import type { DatabaseSchema } from './database-schema.js';
import type { ForgottenEvents, TriggerStore } from './trigger-store.js';

type Table = 'cloud_events' | 'webhook_deliveries' | 'run_events';

/** Events whose history is over: of each table, what nobody will ask for, or send, again. */
export function oldEvents(database: Database): Pick<TriggerStore, 'forgetEvents'> {
  return {
    forgetEvents: (before, { dryRun }) =>
      database.write(async (transaction): Promise<ForgottenEvents> => {
        const at = before.toISOString();
        const count = async (table: Table): Promise<number> => (dryRun ? matching(transaction, table, at) : forget(transaction, table, at));
        return {
          received: await count('cloud_events'),
          deliveries: await count('webhook_deliveries'),
          ofRuns: await count('run_events'),
        };
      }),
  };
}

async function matching(transaction: Transaction<DatabaseSchema>, table: Table, at: string): Promise<number> {
  const { rows } = await sql<{
    count: number | string;
  }>`select count(*) as count from ${sql.table(table)} where ${isOld(table, at)}`.execute(transaction);
  return Number(rows[0]?.count ?? 0);
}

async function forget(transaction: Transaction<DatabaseSchema>, table: Table, at: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where ${isOld(table, at)}`.execute(transaction);
  return Number(numAffectedRows);
}

/** A CloudEvent that failed waits for a replay, and one that is only received for its first try; a delivery without an end is still tried. */
function isOld(table: Table, at: string): RawBuilder<unknown> {
  switch (table) {
    case 'cloud_events':
      return sql`state in ('started', 'unmatched') and received_at < ${at}`;
    case 'webhook_deliveries':
      return sql`ended_at is not null and ended_at < ${at}`;
    case 'run_events':
      return sql`run_id in (select id from runs where ended_at is not null and ended_at < ${at})`;
  }
}

import type { Kysely, Transaction } from 'kysely';
import { LeatError } from '../../core/errors.js';
import type { Database } from './database.js';
import type { DatabaseSchema } from './database-schema.js';
import type { SentPipelineRow } from './trigger-rows.js';
import { parseJson } from './parse-column.js';
import type { AnnouncedPipeline, AnnouncedStage, SentPipeline, TriggerStore } from './trigger-store.js';

type Sent = Pick<TriggerStore, 'sendPipeline' | 'sentPipelines' | 'pipelineVersions' | 'deletePipeline'>;
type Announced = Pick<TriggerStore, 'announce' | 'announcedPipelines' | 'announcedStages'>;
type AnnouncedTable = 'announced_pipelines' | 'announced_stages';

export function pipelines(database: Database): Announced & Sent {
  return {
    announce: (taskQueue, { pipelines: announced, stages }) =>
      database.write(async (transaction) => {
        await replace(transaction, { table: 'announced_pipelines', taskQueue, told: announced });
        await replace(transaction, { table: 'announced_stages', taskQueue, told: stages });
      }),
    announcedPipelines: (taskQueue) => database.query((kysely) => read<AnnouncedPipeline>(kysely, 'announced_pipelines', taskQueue)),
    announcedStages: (taskQueue) => database.query((kysely) => read<AnnouncedStage>(kysely, 'announced_stages', taskQueue)),
    ...sentPipelines(database),
  };
}

async function replace(
  transaction: Transaction<DatabaseSchema>,
  { table, taskQueue, told }: { table: AnnouncedTable; taskQueue: string; told: readonly { readonly name: string }[] },
): Promise<void> {
  const names = told.map(({ name }) => name);
  let others = transaction.deleteFrom(table).where('task_queue', '=', taskQueue);
  if (names.length > 0) others = others.where('name', 'not in', names);
  await others.execute();
  for (const one of told) {
    const form = JSON.stringify(one);
    await transaction
      .insertInto(table)
      .values({ task_queue: taskQueue, name: one.name, form })
      .onConflict((conflict) => conflict.columns(['task_queue', 'name']).doUpdateSet({ form }))
      .execute();
  }
}

async function read<T>(kysely: Kysely<DatabaseSchema>, table: AnnouncedTable, taskQueue: string): Promise<readonly T[]> {
  const rows = await kysely.selectFrom(table).select('form').where('task_queue', '=', taskQueue).orderBy('name').execute();
  return rows.map(({ form }) => parseJson<T>(form));
}

function sentPipelines(database: Database): Sent {
  return {
    sendPipeline: ({ name, specification, sentBy, after }) =>
      database.writeDurably(async (transaction) => {
        const last = await newest(transaction, name);
        if (after !== undefined && (last?.version !== after || last.deleted_at !== null)) throw outrun(name, after, last?.version);
        if (last?.deleted_at === null && last.specification === specification) return recordOf(last);
        const sentAt = new Date().toISOString();
        const row = { name, version: (last?.version ?? 0) + 1, specification, sent_at: sentAt, sent_by: sentBy, deleted_at: null };
        await transaction.insertInto('sent_pipelines').values(row).execute();
        return recordOf(row);
      }),

    sentPipelines: () =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('sent_pipelines')
          .selectAll()
          .where('deleted_at', 'is', null)
          .orderBy('name')
          .orderBy('version')
          .execute();
        return [...new Map(rows.map((row) => [row.name, recordOf(row)])).values()];
      }),

    pipelineVersions: (name) =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('sent_pipelines')
          .selectAll()
          .where('name', '=', name)
          .where('deleted_at', 'is', null)
          .orderBy('version', 'desc')
          .execute();
        return rows.map(recordOf);
      }),

    deletePipeline: (name, after) =>
      database.write(async (transaction) => {
        const last = await newest(transaction, name);
        if (after !== undefined && (last?.version !== after || last.deleted_at !== null)) throw outrun(name, after, last?.version);
        const { numUpdatedRows } = await transaction
          .updateTable('sent_pipelines')
          .set({ deleted_at: new Date().toISOString() })
          .where('name', '=', name)
          .where('deleted_at', 'is', null)
          .executeTakeFirstOrThrow();
        return numUpdatedRows > 0n;
      }),
  };
}

/** Also of one that was deleted. */
function newest(transaction: Transaction<DatabaseSchema>, name: string): Promise<SentPipelineRow | undefined> {
  return transaction
    .selectFrom('sent_pipelines')
    .selectAll()
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function outrun(name: string, expected: number, received: number | undefined): LeatError {
  const message = `pipeline "${name}": expected version ${String(expected)} to be its newest, got ${String(received ?? 'none')}`;
  return new LeatError('PRECONDITION_FAILED', message, { details: { pipeline: name, expected, received: received ?? null } });
}

function recordOf(row: SentPipelineRow): SentPipeline {
  return { name: row.name, version: row.version, specification: row.specification, sentAt: new Date(row.sent_at), sentBy: row.sent_by };
}

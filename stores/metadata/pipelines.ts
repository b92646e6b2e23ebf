import type { Database } from './database.js';
import type { SentPipelineRow } from './trigger-rows.js';
import { parseJson } from './parse-column.js';
import type { AnnouncedPipeline, SentPipeline, TriggerStore } from './trigger-store.js';

type Pipelines = Pick<
  TriggerStore,
  'announcePipelines' | 'announcedPipelines' | 'sendPipeline' | 'sentPipelines' | 'pipelineVersions' | 'deletePipeline'
>;

export function pipelines(database: Database): Pipelines {
  return {
    announcePipelines: (taskQueue, announced) =>
      database.write(async (transaction) => {
        const names = announced.map(({ name }) => name);
        let others = transaction.deleteFrom('announced_pipelines').where('task_queue', '=', taskQueue);
        if (names.length > 0) others = others.where('name', 'not in', names);
        await others.execute();
        for (const pipeline of announced) {
          const form = JSON.stringify(pipeline);
          await transaction
            .insertInto('announced_pipelines')
            .values({ task_queue: taskQueue, name: pipeline.name, form })
            .onConflict((conflict) => conflict.columns(['task_queue', 'name']).doUpdateSet({ form }))
            .execute();
        }
      }),

    announcedPipelines: (taskQueue) =>
      database.query(async (kysely) => {
        const rows = await kysely
          .selectFrom('announced_pipelines')
          .select('form')
          .where('task_queue', '=', taskQueue)
          .orderBy('name')
          .execute();
        return rows.map(({ form }) => parseJson<AnnouncedPipeline>(form));
      }),

    ...sentPipelines(database),
  };
}

function sentPipelines(database: Database): Omit<Pipelines, 'announcePipelines' | 'announcedPipelines'> {
  return {
    sendPipeline: ({ name, specification, sentBy }) =>
      database.writeDurably(async (transaction) => {
        const last = await transaction
          .selectFrom('sent_pipelines')
          .selectAll()
          .where('name', '=', name)
          .orderBy('version', 'desc')
          .limit(1)
          .executeTakeFirst();
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

    deletePipeline: (name) =>
      database.write(async (transaction) => {
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

function recordOf(row: SentPipelineRow): SentPipeline {
  return { name: row.name, version: row.version, specification: row.specification, sentAt: new Date(row.sent_at), sentBy: row.sent_by };
}

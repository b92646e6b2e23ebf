import type { Migration } from 'kysely';

/** Stages of the project's code, as its workers told of them: pipelines that are sent as JSON may use them. */
export const announcedStages: Migration = {
  async up(database) {
    await database.schema
      .createTable('announced_stages')
      .addColumn('task_queue', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('form', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('announced_stages_key', ['task_queue', 'name'])
      .execute();
  },
};

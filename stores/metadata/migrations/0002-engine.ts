import type { Migration } from 'kysely';

/** What scheduled, nested and held runs, items of mapped stages, checkpoints and captured output need. */
export const engine: Migration = {
  async up(database) {
    for (const column of ['schedule', 'window_start', 'window_end', 'parent_run', 'request_id']) {
      await database.schema.alterTable('runs').addColumn(column, 'text').execute();
    }
    await database.schema.createIndex('runs_schedule').on('runs').columns(['schedule', 'window_start']).execute();
    await database.schema.alterTable('stages').addColumn('parent', 'text').execute();
    await database.schema.alterTable('attempts').addColumn('plan', 'text').execute();

    await database.schema
      .createTable('checkpoints')
      .addColumn('cache_key', 'text', (column) => column.primaryKey())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('saved_at', 'text', (column) => column.notNull())
      .execute();

    await database.schema
      .createTable('attempt_output')
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('attempt', 'integer', (column) => column.notNull())
      .addColumn('chunk', 'integer', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('attempt_output_key', ['run_id', 'stage', 'attempt', 'chunk'])
      .execute();
  },
};

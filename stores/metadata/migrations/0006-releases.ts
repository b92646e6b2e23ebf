import type { Migration } from 'kysely';

/** Releases and what servers saw of versions; predictions, their labels, and what was found in windows of them. */
export const releases: Migration = {
  async up(database) {
    await database.schema.alterTable('deployments').addColumn('actor', 'text').execute();
    await database.schema.alterTable('deployments').addColumn('restores', 'integer').execute();

    await database.schema
      .createTable('releases')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('alias', 'text', (column) => column.notNull())
      .addColumn('candidate', 'integer', (column) => column.notNull())
      .addColumn('champion', 'integer')
      .addColumn('settings', 'text', (column) => column.notNull())
      .addColumn('phase', 'text', (column) => column.notNull())
      .addColumn('step', 'integer', (column) => column.notNull())
      .addColumn('since', 'text', (column) => column.notNull())
      .addColumn('asked_at', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('run_id', 'text')
      .addColumn('actor', 'text')
      .addColumn('history', 'text', (column) => column.notNull())
      .addColumn('decision', 'text')
      .execute();
    await database.schema.createIndex('releases_model').on('releases').columns(['model', 'asked_at']).execute();

    await database.schema
      .createTable('traffic')
      .addColumn('server', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('start_at', 'text', (column) => column.notNull())
      .addColumn('end_at', 'text', (column) => column.notNull())
      .addColumn('observed', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('traffic_key', ['server', 'model', 'version', 'role', 'start_at'])
      .execute();
    await database.schema.createIndex('traffic_model').on('traffic').columns(['model', 'start_at']).execute();

    await database.schema
      .createTable('prediction_parts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('rows', 'integer', (column) => column.notNull())
      .addColumn('start_at', 'text', (column) => column.notNull())
      .addColumn('end_at', 'text', (column) => column.notNull())
      .execute();
    await database.schema.createIndex('prediction_parts_model').on('prediction_parts').columns(['model', 'end_at']).execute();

    await database.schema
      .createTable('labels')
      .addColumn('prediction', 'text', (column) => column.primaryKey())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('given_at', 'text', (column) => column.notNull())
      .execute();

    await database.schema
      .createTable('monitor_windows')
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('start_at', 'text', (column) => column.notNull())
      .addColumn('end_at', 'text', (column) => column.notNull())
      .addColumn('findings', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('monitor_windows_key', ['model', 'end_at'])
      .execute();
  },
};

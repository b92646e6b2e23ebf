import type { Migration } from 'kysely';

/** What starts runs from outside, and tells of them: starts, events of runs, pipelines, CloudEvents, webhooks. */
export const triggers: Migration = {
  async up(database) {
    await database.schema
      .createTable('starts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('workflow_id', 'text', (column) => column.notNull())
      .addColumn('pipeline', 'text', (column) => column.notNull())
      .addColumn('request', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text')
      .addColumn('requested_at', 'text', (column) => column.notNull())
      .execute();
    await database.schema.createIndex('starts_run').on('starts').column('run_id').execute();
    await database.schema.createIndex('starts_age').on('starts').column('requested_at').execute();

    await database.schema.alterTable('runs').addColumn('events', 'integer').execute();
    await database.schema
      .createTable('run_events')
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('sequence', 'integer', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('data', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('run_events_key', ['run_id', 'sequence'])
      .execute();

    await database.schema
      .createTable('announced_pipelines')
      .addColumn('task_queue', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('form', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('announced_pipelines_key', ['task_queue', 'name'])
      .execute();
    await database.schema
      .createTable('sent_pipelines')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('specification', 'text', (column) => column.notNull())
      .addColumn('sent_at', 'text', (column) => column.notNull())
      .addColumn('sent_by', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'text')
      .addPrimaryKeyConstraint('sent_pipelines_key', ['name', 'version'])
      .execute();

    await database.schema
      .createTable('cloud_events')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('received_at', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('runs', 'text', (column) => column.notNull())
      .addColumn('error', 'text')
      .execute();
    await database.schema.createIndex('cloud_events_age').on('cloud_events').columns(['received_at', 'key']).execute();

    await database.schema
      .createTable('webhooks')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('form', 'text', (column) => column.notNull())
      .addColumn('secrets', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .execute();
    await database.schema
      .createTable('webhook_deliveries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('webhook', 'text', (column) => column.notNull())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('answer', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'text')
      .execute();
    await database.schema.createIndex('webhook_deliveries_of').on('webhook_deliveries').columns(['webhook', 'created_at', 'id']).execute();
  },
};

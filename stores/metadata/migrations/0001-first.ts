import type { Migration } from 'kysely';

/** Runs with their stages, attempts and lineage; models with their aliases and deployments. */
export const first: Migration = {
  async up(database) {
    await database.schema
      .createTable('runs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('workflow_id', 'text', (column) => column.notNull())
      .addColumn('pipeline', 'text', (column) => column.notNull())
      .addColumn('params', 'text', (column) => column.notNull())
      .addColumn('seed', 'double precision', (column) => column.notNull())
      .addColumn('plan', 'text', (column) => column.notNull())
      .addColumn('resumed_from', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('outputs', 'text', (column) => column.notNull())
      .addColumn('error', 'text')
      .execute();
    await database.schema.createIndex('runs_started_at').on('runs').columns(['started_at', 'id']).execute();

    await database.schema
      .createTable('stages')
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('cache_key', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('adopted_from', 'text')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('completed_by', 'integer')
      .addColumn('started_at', 'text')
      .addColumn('ended_at', 'text')
      .addColumn('outputs', 'text', (column) => column.notNull())
      .addColumn('figures', 'text', (column) => column.notNull())
      .addColumn('error', 'text')
      .addPrimaryKeyConstraint('stages_key', ['run_id', 'name'])
      .execute();
    await database.schema.createIndex('stages_cache_key').on('stages').columns(['cache_key']).execute();

    await database.schema
      .createTable('attempts')
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('attempt', 'integer', (column) => column.notNull())
      .addColumn('worker', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('error', 'text')
      .addPrimaryKeyConstraint('attempts_key', ['run_id', 'stage', 'attempt'])
      .execute();

    await database.schema
      .createTable('stage_inputs')
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('stage_inputs_key', ['run_id', 'stage', 'digest'])
      .execute();
    await database.schema.createIndex('stage_inputs_digest').on('stage_inputs').column('digest').execute();

    await database.schema
      .createTable('stage_outputs')
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('output', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('stage_outputs_key', ['run_id', 'stage', 'output'])
      .execute();
    await database.schema.createIndex('stage_outputs_digest').on('stage_outputs').column('digest').execute();

    await database.schema
      .createTable('model_versions')
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('artifact', 'text', (column) => column.notNull())
      .addColumn('evaluation', 'text')
      .addColumn('run_id', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('model_versions_key', ['model', 'version'])
      .addUniqueConstraint('model_versions_artifact', ['model', 'artifact'])
      .execute();

    await database.schema
      .createTable('aliases')
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('alias', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('changes', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('aliases_key', ['model', 'alias'])
      .execute();

    await database.schema
      .createTable('deployments')
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('alias', 'text', (column) => column.notNull())
      .addColumn('change', 'integer', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('deployed_at', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text')
      .addColumn('reason', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('deployments_key', ['model', 'alias', 'change'])
      .execute();
  },
};

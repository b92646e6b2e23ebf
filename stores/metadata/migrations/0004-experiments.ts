import type { Migration } from 'kysely';

/** What people say of runs: tags, and a note. */
export const experiments: Migration = {
  async up(database) {
    await database.schema.alterTable('runs').addColumn('tags', 'text').execute();
    await database.schema.alterTable('runs').addColumn('note', 'text').execute();
  },
};

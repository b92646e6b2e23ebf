import type { Migration } from 'kysely';

/** A deleted version keeps its row: its number is never given to other bytes. */
export const deletedVersions: Migration = {
  async up(database) {
    await database.schema.alterTable('model_versions').addColumn('deleted_at', 'text').execute();
  },
};

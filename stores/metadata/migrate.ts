import { Migrator, type Kysely, type Migration } from 'kysely';
import { LeatError } from '../../core/errors.js';
import type { Database } from './database.js';
import type { DatabaseSchema } from './database-schema.js';
import { first } from './migrations/0001-first.js';
import { engine } from './migrations/0002-engine.js';
import { deletedVersions } from './migrations/0003-deleted-versions.js';
import { experiments } from './migrations/0004-experiments.js';
import { access } from './migrations/0005-access.js';
import { releases } from './migrations/0006-releases.js';
import { triggers } from './migrations/0007-triggers.js';
import { announcedStages } from './migrations/0008-announced-stages.js';

/** In order of their names. A released migration is never changed: a new one is added. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-engine': engine,
  '0003-deleted-versions': deletedVersions,
  '0004-experiments': experiments,
  '0005-access': access,
  '0006-releases': releases,
  '0007-triggers': triggers,
  '0008-announced-stages': announcedStages,
};

/** Kysely's own name for the table that it notes done migrations in. */
const MIGRATION_TABLE = 'kysely_migration';

/**
 * Brings the tables up to date. Safe when several processes start at once: SQLite's write lock, or
 * PostgreSQL's advisory lock, lets one after another find out what is left to do.
 *
 * @throws LeatError `METADATA_TOO_NEW` when a newer version of Leat has changed them already.
 */
export async function migrate(database: Database): Promise<void> {
  await database.query(async (kysely) => {
    await refuseNewer(kysely);
    const migrator = new Migrator({ db: kysely, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error as Error; // the driver's own, untyped here: the database gives it a code
  });
}

async function refuseNewer(kysely: Kysely<DatabaseSchema>): Promise<void> {
  const tables = await kysely.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === MIGRATION_TABLE)) return;
  const done = await kysely.withTables<{ [MIGRATION_TABLE]: { name: string } }>().selectFrom(MIGRATION_TABLE).select('name').execute();
  const unknown = done.map(({ name }) => name).find((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown === undefined) return;
  const newest = Object.keys(MIGRATIONS).at(-1) ?? 'none';
  throw new LeatError('METADATA_TOO_NEW', `metadata store: expected migrations up to "${newest}", got "${unknown}" of a newer version`, {
    details: { expected: newest, received: unknown },
  });
}

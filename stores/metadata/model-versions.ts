import type { Kysely } from 'kysely';
import { LeatError } from '../../core/errors.js';
import type { Digest } from '../artifacts/artifact-store.js';
import type { Database } from './database.js';
import type { AliasRow, DatabaseSchema, ModelVersionRow } from './database-schema.js';
import type { MetadataStore, ModelVersionRecord } from './metadata-store.js';

type ModelVersions = Pick<MetadataStore, 'registerVersion' | 'deleteVersion' | 'models' | 'versions' | 'version' | 'versionByAlias'>;
type Reader = Kysely<DatabaseSchema>;

export function modelVersions(database: Database): ModelVersions {
  return {
    registerVersion: (version) => database.writeDurably((transaction) => register(transaction, version)),

    deleteVersion: (model, version) => database.writeDurably((transaction) => remove(transaction, model, version)),

    models: () =>
      database.query(async (kysely) => {
        const counts = await kysely
          .selectFrom('model_versions')
          .select(({ fn }) => ['model', fn.countAll<number>().as('versions')])
          .where('deleted_at', 'is', null)
          .groupBy('model')
          .orderBy('model')
          .execute();
        const aliases = await kysely.selectFrom('aliases').selectAll().orderBy('alias').execute();
        return counts.map(({ model, versions }) => ({
          name: model,
          versions,
          aliases: Object.fromEntries(aliases.filter((row) => row.model === model).map(({ alias, version }) => [alias, version])),
        }));
      }),

    versions: (model) => database.query((kysely) => select(kysely, model)),

    version: (model, version) => database.query(async (kysely) => only(await select(kysely, model, { version }))),

    versionByAlias: (model, alias) =>
      database.query(async (kysely) => {
        const pointer = await kysely
          .selectFrom('aliases')
          .select('version')
          .where('model', '=', model)
          .where('alias', '=', alias)
          .executeTakeFirst();
        return pointer === undefined ? null : only(await select(kysely, model, pointer));
      }),
  };
}

/** Two at once may reckon the same number: the unique key lets one of them have it, and the other reckons again. */
async function register(kysely: Reader, version: Parameters<ModelVersions['registerVersion']>[0]): Promise<ModelVersionRecord> {
  const { model, artifact, evaluation, runId } = version;
  for (;;) {
    await kysely
      .updateTable('model_versions')
      .set({ deleted_at: null })
      .where('model', '=', model)
      .where('artifact', '=', artifact)
      .where('deleted_at', 'is not', null)
      .execute();
    const [known] = await select(kysely, model, { artifact });
    if (known !== undefined) return known;
    const { newest } = await kysely
      .selectFrom('model_versions')
      .select(({ fn }) => fn.max<number | null>('version').as('newest'))
      .where('model', '=', model)
      .executeTakeFirstOrThrow();
    await kysely
      .insertInto('model_versions')
      .values({
        model,
        version: (newest ?? 0) + 1,
        artifact,
        evaluation,
        run_id: runId,
        created_at: new Date().toISOString(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

async function remove(kysely: Reader, model: string, version: number): Promise<void> {
  const [known] = await select(kysely, model, { version });
  const reference = `${model}:${String(version)}`;
  if (known === undefined) {
    throw new LeatError('MODEL_VERSION_UNKNOWN', `expected a registered version, got ${reference}`, { details: { model, version } });
  }
  if (known.aliases.length > 0) {
    const message = `${reference}: expected a version that no alias points to, got ${known.aliases.join(', ')}: point these elsewhere first`;
    throw new LeatError('MODEL_VERSION_IN_USE', message, { details: { model, version, aliases: known.aliases } });
  }
  await requireNoRelease(kysely, { model, version });
  const deleted = { deleted_at: new Date().toISOString() };
  await kysely.updateTable('model_versions').set(deleted).where('model', '=', model).where('version', '=', version).execute();
}

/** Servers load the candidate of a release, and the release points its alias to it in the end. */
async function requireNoRelease(kysely: Reader, { model, version }: { model: string; version: number }): Promise<void> {
  const release = await kysely
    .selectFrom('releases')
    .select('alias')
    .where('model', '=', model)
    .where('candidate', '=', version)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (release === undefined) return;
  const { alias } = release;
  const message = `${model}:${String(version)}: expected a version that is not being released, got the candidate of a release to ${alias}: end it first by "leat models rollback ${model} --alias ${alias}", or wait for its end`;
  throw new LeatError('MODEL_VERSION_IN_USE', message, { details: { model, version, aliases: [alias] } });
}

/** Versions of a model, newest first. */
async function select(
  kysely: Reader,
  model: string,
  filter: Partial<Pick<ModelVersionRow, 'version' | 'artifact'>> = {},
): Promise<ModelVersionRecord[]> {
  const rows = await kysely
    .selectFrom('model_versions')
    .selectAll()
    .where('model', '=', model)
    .where('deleted_at', 'is', null)
    .where((eb) => eb.and(filter))
    .orderBy('version', 'desc')
    .execute();
  const aliases = await kysely.selectFrom('aliases').selectAll().where('model', '=', model).orderBy('alias').execute();
  return rows.map((row) => recordOf(row, aliases));
}

function only(versions: readonly ModelVersionRecord[]): ModelVersionRecord | null {
  return versions[0] ?? null;
}

function recordOf(row: ModelVersionRow, aliases: readonly AliasRow[]): ModelVersionRecord {
  return {
    model: row.model,
    version: row.version,
    artifact: row.artifact as Digest, // columns hold what the port's types let in
    evaluation: row.evaluation as Digest | null, // likewise
    runId: row.run_id,
    createdAt: new Date(row.created_at),
    aliases: aliases.filter(({ version }) => version === row.version).map(({ alias }) => alias),
  };
}

import type { Kysely, Transaction } from 'kysely';
import { LeatError } from '../../core/errors.js';
import type { Database } from './database.js';
import type { DatabaseSchema, DeploymentRow } from './database-schema.js';
import type { DeploymentRecord, MetadataStore } from './metadata-store.js';

type Deployments = Pick<MetadataStore, 'deploy' | 'deployments'>;
type Deployment = Parameters<Deployments['deploy']>[0];

export function deployments(database: Database): Deployments {
  return {
    deploy: (deployment) => database.writeDurably((transaction) => pointAlias(transaction, deployment)),

    deployments: (model) =>
      database.query(async (kysely) => {
        const rows = await newestFirst(kysely).where('model', '=', model).execute();
        return rows.map(recordOf);
      }),
  };
}

/** As a part of a larger transaction. @throws LeatError `MODEL_VERSION_UNKNOWN` */
export async function pointAlias(transaction: Transaction<DatabaseSchema>, deployment: Deployment): Promise<DeploymentRecord> {
  const { model, alias, version, runId, reason, by = null, restores = null, after } = deployment;
  await requireVersion(transaction, deployment);
  // Points the alias and numbers the change in one statement, so that of two at once each gets a number of its own.
  const moved = await transaction
    .insertInto('aliases')
    .values({ model, alias, version, changes: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['model', 'alias'])
        .doUpdateSet((eb) => ({ version, changes: eb('aliases.changes', '+', 1) }))
        .where('aliases.version', '!=', version)
        .where((eb) => (after === undefined ? eb.lit(true) : eb('aliases.changes', '=', after))),
    )
    .returning('changes')
    .executeTakeFirst();
  if (moved !== undefined) {
    const at = new Date().toISOString();
    const change = { model, alias, change: moved.changes, version, deployed_at: at, run_id: runId, reason, actor: by, restores };
    await transaction.insertInto('deployments').values(change).execute();
    return recordOf(change);
  }
  // It pointed there already, or somebody else was faster.
  const present = await newestFirst(transaction).where('model', '=', model).where('alias', '=', alias).limit(1).executeTakeFirstOrThrow();
  if (after !== undefined && present.change !== after) throw outrun(deployment, present.change);
  return recordOf(present);
}

function outrun({ model, alias, after = 0 }: Deployment, received: number): LeatError {
  const message = `${model}@${alias}: expected change ${String(after)} to be its last, got ${String(received)}`;
  return new LeatError('PRECONDITION_FAILED', message, { details: { model, alias, expected: after, received } });
}

async function requireVersion(transaction: Transaction<DatabaseSchema>, { model, version }: Deployment): Promise<void> {
  const known = await transaction
    .selectFrom('model_versions')
    .select('version')
    .where('model', '=', model)
    .where('version', '=', version)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (known !== undefined) return;
  throw new LeatError('MODEL_VERSION_UNKNOWN', `expected a registered version, got ${model}:${String(version)}`, {
    details: { model, version },
  });
}

function newestFirst(kysely: Kysely<DatabaseSchema>) {
  return kysely.selectFrom('deployments').selectAll().orderBy('deployed_at', 'desc').orderBy('change', 'desc');
}

function recordOf(row: DeploymentRow): DeploymentRecord {
  return {
    model: row.model,
    alias: row.alias,
    version: row.version,
    deployedAt: new Date(row.deployed_at),
    runId: row.run_id,
    reason: row.reason,
    by: row.actor,
    change: row.change,
    restores: row.restores,
  };
}

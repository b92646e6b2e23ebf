import type { Kysely, Transaction } from 'kysely';
import { LeatError } from '../../core/errors.js';
import { isOver, type ReleasePlace } from '../../core/release/release-phase.js';
import type { Database } from './database.js';
import type { DatabaseSchema, ReleaseRow } from './database-schema.js';
import { pointAlias } from './deployments.js';
import { parseJson, parseTime } from './parse-column.js';
import type { ReleaseBeginning, ReleaseMoment, ReleaseRecord, ServiceStore } from './release-records.js';

type Releases = Pick<
  ServiceStore,
  'askForRelease' | 'release' | 'releases' | 'activeReleases' | 'moveRelease' | 'endReleases' | 'decideRelease'
>;
type Writer = Transaction<DatabaseSchema>;

export function releases(database: Database): Releases {
  return {
    askForRelease: (release) => database.writeDurably((transaction) => ask(transaction, release)),

    release: (id) => database.query((kysely) => find(kysely, id)),

    releases: (model) =>
      database.query(async (kysely) => {
        const rows = await kysely.selectFrom('releases').selectAll().where('model', '=', model).orderBy('asked_at', 'desc').execute();
        return rows.map(recordOf);
      }),

    activeReleases: () =>
      database.query(async (kysely) => {
        const rows = await kysely.selectFrom('releases').selectAll().where('ended_at', 'is', null).where('phase', '!=', 'queued').execute();
        return rows.map(recordOf);
      }),

    moveRelease: (id, { from, to, reason }) =>
      database.writeDurably(async (transaction) => {
        const release = await requireRelease(transaction, id);
        if (release.phase !== from.phase || release.step !== from.step) return release;
        if (to.phase === 'promoted') {
          const { model, alias, candidate, runId, by } = release;
          await pointAlias(transaction, { model, alias, version: candidate, runId, by, reason: `released: ${reason}` });
        }
        if (from.phase === 'queued') await takeChampion(transaction, release);
        return move(transaction, release, { to, reason });
      }),

    endReleases: ({ model, alias }, { phase, reason }) =>
      database.writeDurably(async (transaction) => {
        const rows = await transaction
          .selectFrom('releases')
          .selectAll()
          .where('model', '=', model)
          .where('alias', '=', alias)
          .where('ended_at', 'is', null)
          .orderBy('asked_at')
          .execute();
        const ended: ReleaseRecord[] = [];
        for (const row of rows) ended.push(await move(transaction, recordOf(row), { to: { phase, step: 0 }, reason }));
        return ended;
      }),

    decideRelease: (id, decision, at) =>
      database.writeDurably(async (transaction) => {
        let undecided = transaction
          .updateTable('releases')
          .set({ decision: JSON.stringify(decision) })
          .where('id', '=', id)
          .where('decision', 'is', null);
        if (at !== undefined) undecided = undecided.where('phase', '=', at.phase).where('step', '=', at.step);
        await undecided.execute();
        const release = await requireRelease(transaction, id);
        if (at !== undefined && (release.phase !== at.phase || release.step !== at.step)) throw outrun(release, at);
        return release;
      }),
  };
}

function outrun({ id, phase, step }: ReleaseRecord, at: ReleasePlace): LeatError {
  const [expected, received] = [at, { phase, step }].map((place) => `${place.phase}, step ${String(place.step)}`);
  const message = `release ${id}: expected it to be at ${expected ?? ''}, got ${received ?? ''}`;
  return new LeatError('PRECONDITION_FAILED', message, { details: { release: id, phase, step } });
}

async function ask(transaction: Writer, release: ReleaseBeginning): Promise<ReleaseRecord> {
  const known = await find(transaction, release.id);
  if (known !== null) return known;
  const { id, model, alias, candidate, settings, runId, by } = release;
  const champion = await championOf(transaction, release);
  const at = new Date().toISOString();
  const asked: ReleaseMoment = { phase: 'queued', step: 0, at, reason: 'asked for' };
  await transaction
    .insertInto('releases')
    .values({
      ...{
        id,
        model,
        alias,
        candidate,
        champion,
        phase: 'queued',
        step: 0,
        since: at,
        asked_at: at,
        ended_at: null,
        run_id: runId,
        actor: by,
      },
      settings: JSON.stringify(settings),
      history: JSON.stringify([asked]),
      decision: null,
    })
    .execute();
  return requireRelease(transaction, id);
}

/** @throws LeatError `MODEL_VERSION_UNKNOWN`, `RELEASE_POINTLESS` */
async function championOf(transaction: Writer, { model, alias, candidate }: ReleaseBeginning): Promise<number | null> {
  const reference = `${model}:${String(candidate)}`;
  const version = await transaction
    .selectFrom('model_versions')
    .select('version')
    .where('model', '=', model)
    .where('version', '=', candidate)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (version === undefined) {
    throw new LeatError('MODEL_VERSION_UNKNOWN', `expected a registered version, got ${reference}`, {
      details: { model, version: candidate },
    });
  }
  const present = await presentVersion(transaction, { model, alias });
  if (present !== candidate) return present;
  throw new LeatError('RELEASE_POINTLESS', `release ${reference}: expected a version that ${model}@${alias} does not point to yet`, {
    details: { model, alias, version: candidate },
  });
}

/** While it waited, another release may have changed what it is to be compared with. */
async function takeChampion(transaction: Writer, { id, model, alias }: ReleaseRecord): Promise<void> {
  const present = await presentVersion(transaction, { model, alias });
  await transaction.updateTable('releases').set({ champion: present }).where('id', '=', id).execute();
}

async function presentVersion(transaction: Writer, { model, alias }: Pick<ReleaseRecord, 'model' | 'alias'>): Promise<number | null> {
  const pointer = await transaction
    .selectFrom('aliases')
    .select('version')
    .where('model', '=', model)
    .where('alias', '=', alias)
    .executeTakeFirst();
  return pointer?.version ?? null;
}

async function move(
  transaction: Writer,
  release: ReleaseRecord,
  { to, reason }: { to: ReleasePlace; reason: string },
): Promise<ReleaseRecord> {
  const at = new Date().toISOString();
  const history: ReleaseMoment[] = [...release.history, { phase: to.phase, step: to.step, at, reason }];
  await transaction
    .updateTable('releases')
    .set({ phase: to.phase, step: to.step, since: at, ended_at: isOver(to.phase) ? at : null, history: JSON.stringify(history) })
    .where('id', '=', release.id)
    .execute();
  return requireRelease(transaction, release.id);
}

async function find(kysely: Kysely<DatabaseSchema>, id: string): Promise<ReleaseRecord | null> {
  const row = await kysely.selectFrom('releases').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : recordOf(row);
}

/** @throws LeatError `RELEASE_UNKNOWN` */
async function requireRelease(kysely: Kysely<DatabaseSchema>, id: string): Promise<ReleaseRecord> {
  const release = await find(kysely, id);
  if (release === null) throw new LeatError('RELEASE_UNKNOWN', `no release has the id "${id}"`, { details: { release: id } });
  return release;
}

function recordOf(row: ReleaseRow): ReleaseRecord {
  return {
    id: row.id,
    model: row.model,
    alias: row.alias,
    candidate: row.candidate,
    champion: row.champion,
    settings: parseJson<ReleaseRecord['settings']>(row.settings),
    phase: row.phase,
    step: row.step,
    since: new Date(row.since),
    askedAt: new Date(row.asked_at),
    endedAt: parseTime(row.ended_at),
    runId: row.run_id,
    by: row.actor,
    history: parseJson<ReleaseRecord['history']>(row.history),
    decision: parseJson<ReleaseRecord['decision']>(row.decision),
  };
}

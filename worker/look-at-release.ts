import type { AlertEvent } from '../core/pipeline/alert-event.js';
import { isLeatError } from '../core/errors.js';
import { bootstrapIntervals } from '../core/metrics/bootstrap.js';
import { measure, requireTask } from '../core/metrics/metrics.js';
import { labelledOutcome } from '../core/monitoring/labelled-outcome.js';
import { concatTables } from '../core/table/concat.js';
import type { Table } from '../core/table/table.js';
import { Random } from '../core/random.js';
import { judgeRelease, type LabelledMetric, type ReleaseSide, type Verdict } from '../core/release/judge-release.js';
import { sumTraffic } from '../core/release/observed-traffic.js';
import { isOver, type ReleasePlace } from '../core/release/release-phase.js';
import { openModel } from '../stores/artifacts/models.js';
import { observedOf, observedOfCandidate } from '../stores/metadata/observed-of.js';
import type { ReleaseRecord } from '../stores/metadata/release-records.js';
import type { MoveReleaseRequest, ReleaseLook } from './engine-activities.js';
import { readLogged } from '../stores/read-logged.js';
import type { ThreadServices } from './thread-services.js';

type Services = Pick<ThreadServices, 'metadata' | 'artifacts'>;

/** Labels that a metric needs on either side before it is looked at. */
const FEWEST_LABELS = 50;
/** A look is due so many times within a phase, */
const LOOKS = 10;
/** and never more or less often than this. */
const SHORTEST_MS = 250;
const LONGEST_MS = 10_000;

/** Where a release is, and what becomes of it by what the servers saw; nothing is changed yet. */
export async function lookAtRelease({ id }: { readonly id: string }, services: Services): Promise<ReleaseLook> {
  const release = await services.metadata.release(id);
  if (release === null || isOver(release.phase)) return { isOver: true, move: null, lookAgainMs: 0 };
  const { phase, step, settings } = release;
  const verdict = await verdictOn(release, services).catch(endUnjudged);
  const { atLeast } = phase === 'bake' ? settings.bake : phase === 'shadow' && settings.shadow !== null ? settings.shadow : settings.step;
  const lookAgainMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, atLeast / LOOKS));
  if (verdict.kind === 'stay') return { isOver: false, move: null, lookAgainMs };
  const { reason, ...to } = verdict;
  return { isOver: false, move: { id, from: { phase, step }, to: { phase: to.phase, step: to.step }, reason }, lookAgainMs };
}

/** What no retry would let anyone judge must not stay half released. */
function endUnjudged(error: unknown): Verdict {
  if (!isLeatError(error) || error.retryable) throw error;
  return { kind: 'go', phase: 'returned', step: 0, reason: `it cannot be judged: ${error.message}` };
}

/** Moves a release, and tells what people have to know of it; done again, it tells the same. */
export async function moveRelease(
  { id, from, to, reason }: MoveReleaseRequest,
  { metadata }: Pick<Services, 'metadata'>,
): Promise<readonly AlertEvent[]> {
  const release = await metadata.moveRelease(id, { from, to, reason });
  return release.phase === to.phase && release.step === to.step ? alertsOf(release, reason) : [];
}

function alertsOf({ model, alias, candidate, phase, runId }: ReleaseRecord, reason: string): readonly AlertEvent[] {
  const version = `${model}:${String(candidate)}`;
  // What is told of a model belongs to no pipeline: rules match its name where others have one.
  const about = { runId, pipeline: model, subject: `model/${version}` };
  switch (phase) {
    case 'promoted':
      return [{ ...about, event: 'model.promoted', message: `${version} is ${alias} now: ${reason}` }];
    case 'returned':
    case 'rejected':
      return [
        {
          ...about,
          event: 'model.rolled-back',
          message: `the release of ${version} to ${alias} went back: ${reason}`,
          next: `leat models releases ${model}`,
        },
      ];
    case 'approval':
      return [
        {
          ...about,
          event: 'approval.requested',
          message: `${version} waits to become ${alias}: ${reason}`,
          next: `leat models approve ${model}`,
        },
      ];
    default:
      return [];
  }
}

async function verdictOn(release: ReleaseRecord, services: Services): Promise<Verdict> {
  const { metadata } = services;
  const { model, alias, candidate, champion, phase, step, settings, since, askedAt, decision } = release;
  const present = (await metadata.versionByAlias(model, alias))?.version ?? null;
  const end = (to: ReleasePlace['phase'], reason: string): Verdict => ({ kind: 'go', phase: to, step: 0, reason });
  if (present === candidate) return end('replaced', `${alias} points to it already`);
  if (present === null) return end('promoted', `${alias} pointed to nothing that it could be compared with`);
  if (phase === 'queued') return judgeRelease({ ...nothingSeen, phase, step, forMs: 0, decision }, settings);
  if (present !== champion) return end('replaced', `${alias} was pointed to version ${String(present)} meanwhile`);
  const seen = await metadata.traffic({ model, from: askedAt });
  const metrics = await labelledMetrics(release, services);
  const facts = {
    ...{ phase, step, decision, forMs: Date.now() - since.getTime() },
    champion: { traffic: observedOf(seen, { version: champion, role: 'answer', since: askedAt }), metric: metrics.get(champion) ?? null },
    candidate: { traffic: observedOfCandidate(release, seen), metric: metrics.get(candidate) ?? null },
  };
  return judgeRelease(facts, settings);
}

const nothing: ReleaseSide = { traffic: sumTraffic([]), metric: null };
const nothingSeen = { champion: nothing, candidate: nothing };

/** By version, of what was predicted since the release was asked for; only where enough labels have come for both. */
async function labelledMetrics(release: ReleaseRecord, { metadata, artifacts }: Services): Promise<ReadonlyMap<number, LabelledMetric>> {
  const { model, candidate, champion, askedAt, settings } = release;
  const tables = new Map<number, Table[]>();
  const labels = new Map<string, string | number | boolean>();
  for await (const logged of readLogged(model, { start: askedAt, end: new Date() }, { metadata, artifacts })) {
    if (logged.labels.size === 0) continue;
    for (const [prediction, label] of logged.labels) labels.set(prediction, label);
    tables.set(logged.part.version, [...(tables.get(logged.part.version) ?? []), logged.table]);
  }
  const metrics = new Map<number, LabelledMetric>();
  for (const version of [champion, candidate]) {
    const record = version === null ? null : await metadata.version(model, version);
    const parts = tables.get(version ?? 0) ?? [];
    if (record === null || parts.length === 0) continue;
    const { signature } = (await openModel(artifacts, record.artifact)).card;
    const said = labelledOutcome(concatTables(parts), labels, signature);
    if (said === null) continue;
    const { task } = said.outcome;
    const metric = requireTask(settings.limits.metric ?? (task === 'classification' ? 'accuracy' : 'rmse'), task);
    if (said.rows.length < FEWEST_LABELS) continue;
    const tools = { random: new Random(release.id), signal: { throwIfCancelled: () => undefined, cancelled: false } };
    const interval = bootstrapIntervals(said.outcome, { metrics: [metric], level: 0.95, resamples: 500 }, tools)[metric.name];
    const better = metric.higherIsBetter ? 'higher' : 'lower';
    if (interval !== undefined)
      metrics.set(record.version, { metric: metric.name, better, value: measure(metric, said.outcome), interval, rows: said.rows.length });
  }
  return metrics;
}

import { chiSquared } from '../drift/chi-squared.js';
import { populationStabilityIndex } from '../drift/population-stability-index.js';
import type { Interval } from '../model/evaluation.js';
import { awaitedOf, type Awaited } from './awaited.js';
import { latencyAt } from './latency-bins.js';
import { leastShare } from './least-share.js';
import type { ObservedTraffic } from './observed-traffic.js';
import { alignCounts } from './prediction-bins.js';
import { placeAfter, placeText, type ReleasePlace } from './release-phase.js';
import type { ReleaseLimits, ReleaseSettings } from './release-settings.js';

/** A metric on the labels that have come. */
export interface LabelledMetric {
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  readonly value: number;
  readonly interval: Interval;
  readonly rows: number;
}

export interface ReleaseSide {
  readonly traffic: ObservedTraffic;
  /** null as long as too few labels have come. */
  readonly metric: LabelledMetric | null;
}

export interface ReleaseFacts extends ReleasePlace {
  /** For how long it has been there. */
  readonly forMs: number;
  /** Since it is there. */
  readonly champion: ReleaseSide;
  readonly candidate: ReleaseSide;
  /** A person's word, where one was given. */
  readonly decision: { readonly approved: boolean; readonly by: string | null; readonly note: string | null } | null;
}

export type Verdict =
  { readonly kind: 'stay'; readonly awaits: Awaited } | ({ readonly kind: 'go'; readonly reason: string } & ReleasePlace);

/** A failure or two prove nothing. */
const FEWEST_ERRORS = 3;
/** For a percentile. */
const FEWEST_LATENCIES = 50;
const SLOW_MS = 10;
/** For a distribution. */
const FEWEST_PREDICTIONS = 200;
const SIGNIFICANT = 0.001;

/** What becomes of a release, from what was seen since it is where it is. */
export function judgeRelease(facts: ReleaseFacts, settings: ReleaseSettings): Verdict {
  const { phase, step, forMs, decision } = facts;
  const { requests } = facts.candidate.traffic;
  const awaits = awaitedOf({ phase, forMs, requests }, settings);
  if (awaits.kind === 'nothing') return { kind: 'stay', awaits };
  if (awaits.kind === 'turn') return { kind: 'go', ...placeAfter(facts, settings), reason: 'begins' };
  const complaint = complaintOf(facts, settings.limits);
  if (complaint !== null) return { kind: 'go', phase: 'returned', step: 0, reason: complaint };
  if (awaits.kind === 'word') return judgeApproval(decision);
  const place = placeText({ phase, step }, settings);
  if (awaits.requests === 0 && awaits.ms === 0) {
    const reason = `${place}: ${String(requests)} requests in ${String(Math.round(forMs / 1000))} s without a complaint`;
    return { kind: 'go', ...placeAfter(facts, settings), reason };
  }
  if (forMs <= settings.longest) return { kind: 'stay', awaits };
  const wanted = String(requests + awaits.requests);
  const reason = `${place}: expected ${wanted} requests within ${String(settings.longest / 1000)} s, got ${String(requests)}`;
  return { kind: 'go', phase: 'returned', step: 0, reason };
}

function judgeApproval(decision: ReleaseFacts['decision']): Verdict {
  if (decision === null) return { kind: 'stay', awaits: { kind: 'word' } };
  const by = decision.by === null ? '' : ` by ${decision.by}`;
  const note = decision.note === null ? '' : `: ${decision.note}`;
  return decision.approved
    ? { kind: 'go', phase: 'promoted', step: 0, reason: `approved${by}${note}` }
    : { kind: 'go', phase: 'rejected', step: 0, reason: `rejected${by}${note}` };
}

/** Why the candidate must not go on, as people are told; null: nothing is wrong with it. */
function complaintOf({ champion, candidate }: ReleaseFacts, limits: ReleaseLimits): string | null {
  return (
    errorComplaint(champion.traffic, candidate.traffic, limits) ??
    latencyComplaint(champion.traffic, candidate.traffic, limits) ??
    shiftComplaint(champion.traffic, candidate.traffic, limits) ??
    disagreementComplaint(candidate.traffic, limits) ??
    metricComplaint(champion.metric, candidate.metric, limits)
  );
}

type Complaint = (champion: ObservedTraffic, candidate: ObservedTraffic, limits: ReleaseLimits) => string | null;

const errorComplaint: Complaint = (champion, candidate, { errorRate }) => {
  const allowed = (champion.requests === 0 ? 0 : champion.errors / champion.requests) + errorRate;
  if (candidate.errors < FEWEST_ERRORS || leastShare(candidate.errors, candidate.requests) <= allowed) return null;
  return `${String(candidate.errors)} of ${String(candidate.requests)} requests failed: expected at most ${percent(allowed)}, got ${percent(candidate.errors / candidate.requests)}`;
};

const latencyComplaint: Complaint = (champion, candidate, { latencyRatio }) => {
  if (Math.min(champion.requests, candidate.requests) < FEWEST_LATENCIES) return null;
  const [then, now] = [latencyAt(champion.latencies, 0.95), latencyAt(candidate.latencies, 0.95)];
  if (now <= then * latencyRatio || now - then <= SLOW_MS) return null;
  return `slow: expected a 95th percentile of at most ${String(latencyRatio)} times the champion's ${then.toFixed(1)} ms, got ${now.toFixed(1)} ms`;
};

const shiftComplaint: Complaint = (champion, candidate, { predictionShift }) => {
  const counts = alignCounts(champion.predictions, candidate.predictions);
  if (Math.min(total(counts.reference), total(counts.current)) < FEWEST_PREDICTIONS) return null;
  const shift = populationStabilityIndex(counts);
  if (shift <= predictionShift || chiSquared(counts).pValue >= SIGNIFICANT) return null;
  return `other predictions: expected a stability index of at most ${String(predictionShift)} against the champion's, got ${shift.toFixed(2)}`;
};

function disagreementComplaint({ compared, disagreements }: ObservedTraffic, { disagreement }: ReleaseLimits): string | null {
  if (disagreement === undefined || compared === 0 || leastShare(disagreements, compared) <= disagreement) return null;
  return `disagrees with the champion on ${percent(disagreements / compared)} of ${String(compared)} rows: expected at most ${percent(disagreement)}`;
}

/** Where even the kinder end of the candidate's interval is worse than the champion's other end. */
function metricComplaint(champion: LabelledMetric | null, candidate: LabelledMetric | null, { metricDrop }: ReleaseLimits): string | null {
  if (champion === null || candidate === null) return null;
  const isWorse =
    candidate.better === 'higher'
      ? candidate.interval.upper < champion.interval.lower - metricDrop
      : candidate.interval.lower > champion.interval.upper + metricDrop;
  if (!isWorse) return null;
  return `worse on ${String(candidate.rows)} labels: expected a ${candidate.metric} like the champion's ${champion.value.toFixed(3)}, got ${candidate.value.toFixed(3)}`;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

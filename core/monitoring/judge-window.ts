import { chiSquared } from '../drift/chi-squared.js';
import { populationStabilityIndex } from '../drift/population-stability-index.js';
import type { ColumnProfile, TableProfile } from '../drift/profile.js';
import type { Interval } from '../model/evaluation.js';
import { latencyAt } from '../release/latency-bins.js';
import { leastShare } from '../release/least-share.js';
import type { ObservedTraffic } from '../release/observed-traffic.js';
import { alignCounts, type PredictionCounts } from '../release/prediction-bins.js';
import type { Findings } from './findings.js';
import type { MonitorLimits } from './monitor-limits.js';

/** A metric then, in the evaluation of the version, and now, on the labels of the window. */
export interface ComparedMetric {
  readonly metric: string;
  readonly higherIsBetter: boolean;
  /** Of the evaluation; its value alone where it had no interval. */
  readonly then: Interval;
  readonly now: number;
  /** At 99 %. */
  readonly interval: Interval;
  readonly rows: number;
  /** By group of a slice, as `column=group`. */
  readonly slices: Readonly<Record<string, number>>;
}

/** Everything that is known of a window. */
export interface WindowFacts {
  readonly rows: number;
  readonly labelled: number;
  /** Labels that are none of the model's classes, or no numbers. */
  readonly strangeLabels: readonly (string | number | boolean)[];
  readonly reference: TableProfile | null;
  readonly current: TableProfile;
  /** Rows by column whose number is outside the range of the training. */
  readonly outside: Readonly<Record<string, number>>;
  /** What the model says of rows of the training, and what it said in the window. */
  readonly predictions: { readonly reference: PredictionCounts; readonly current: PredictionCounts } | null;
  /** How well the rows can be told apart by all columns together. */
  readonly together: { readonly auc: number; readonly interval: Interval } | null;
  /** Accuracy that the model's own probabilities promise, and what its evaluation had. */
  readonly expected: { readonly now: number; readonly then: number } | null;
  readonly metrics: readonly ComparedMetric[];
  readonly traffic: ObservedTraffic;
}

/** Fewer rows say nothing of a distribution. */
const FEWEST_ROWS = 50;
/** Labels that a metric needs. */
const FEWEST_LABELS = 50;
const SIGNIFICANT = 0.001;

type Found = Omit<Findings, 'retrain' | 'askedAt'>;

/** What is wrong with a window, and the figures of its place in the time lines. */
export function judgeWindow(facts: WindowFacts, limits: MonitorLimits): Found {
  const parts = [
    columnFindings(facts, limits),
    predictionFindings(facts, limits),
    togetherFindings(facts, limits),
    serviceFindings(facts.traffic, limits),
    performanceFindings(facts, limits),
    labelFindings(facts),
  ];
  const { rows, labelled } = facts;
  return {
    rows,
    labelled,
    figures: Object.fromEntries(parts.flatMap(({ figures = {} }) => Object.entries(figures)).filter(([, value]) => Number.isFinite(value))),
    drift: parts.flatMap(({ drift = [] }) => drift),
    degraded: parts.flatMap(({ degraded = [] }) => degraded),
    quality: parts.flatMap(({ quality = [] }) => quality),
  };
}

type Part = Partial<Pick<Found, 'figures' | 'drift' | 'degraded' | 'quality'>>;

function columnFindings({ rows, reference, current, outside }: WindowFacts, limits: MonitorLimits): Part {
  if (reference === null || rows < FEWEST_ROWS) return {};
  const shared = Object.entries(current.columns).flatMap(([name, now]) => {
    const then = reference.columns[name];
    return then === undefined || then.kind !== now.kind ? [] : [{ name, then, now }];
  });
  const figures: Record<string, number> = {};
  const drift: string[] = [];
  const quality: string[] = [];
  for (const { name, then, now } of shared) {
    const counts = { reference: countsOf(then), current: countsOf(now) };
    const psi = populationStabilityIndex(counts);
    figures[`drift.${name}`] = psi;
    figures[`missing.${name}`] = now.missing / now.rows;
    const isSure = chiSquared(counts).pValue < limits.significance / shared.length;
    if (psi > limits.drift && isSure)
      drift.push(`column "${name}": stability index ${psi.toFixed(2)}, expected at most ${String(limits.drift)}`);
    quality.push(...qualityOf({ name, then, now, outside: outside[name] ?? 0 }, limits));
  }
  return { figures, drift, quality };
}

interface ComparedColumn {
  readonly name: string;
  readonly then: ColumnProfile;
  readonly now: ColumnProfile;
  readonly outside: number;
}

function qualityOf({ name, then, now, outside }: ComparedColumn, limits: MonitorLimits): string[] {
  const found: string[] = [];
  const rises = (what: string, counts: readonly [then: number, now: number], most: number): void => {
    const [before, after] = [counts[0] / then.rows, counts[1] / now.rows];
    const isSure =
      chiSquared({ reference: [counts[0], then.rows - counts[0]], current: [counts[1], now.rows - counts[1]] }).pValue < SIGNIFICANT;
    if (after - before > most && isSure) found.push(`column "${name}": ${percent(after)} ${what}, ${percent(before)} in the training`);
  };
  rises('missing', [then.missing, now.missing], limits.missing);
  if (then.kind === 'categories' && now.kind === 'categories') rises('unknown texts', [then.others, now.others], limits.unknown);
  rises('outside of the range', [0, outside], limits.outside);
  return found;
}

function predictionFindings({ predictions }: WindowFacts, limits: MonitorLimits): Part {
  if (predictions === null) return {};
  const counts = alignCounts(predictions.reference, predictions.current);
  if (total(counts.current) < FEWEST_ROWS || total(counts.reference) < FEWEST_ROWS) return {};
  const psi = populationStabilityIndex(counts);
  const isSure = chiSquared(counts).pValue < limits.significance;
  const drift =
    psi > limits.drift && isSure ? [`predictions: stability index ${psi.toFixed(2)}, expected at most ${String(limits.drift)}`] : [];
  return { figures: { 'drift of predictions': psi }, drift };
}

function togetherFindings({ together }: WindowFacts, limits: MonitorLimits): Part {
  if (together === null) return {};
  const { auc, interval } = together;
  const drift =
    interval.lower > limits.together ? [`all columns together: a model tells recent rows apart with ROC AUC ${auc.toFixed(2)}`] : [];
  return { figures: { 'drift together': auc }, drift };
}

function serviceFindings(traffic: ObservedTraffic, limits: MonitorLimits): Part {
  if (traffic.requests === 0) return {};
  const errorRate = traffic.errors / traffic.requests;
  const latencyP95Ms = latencyAt(traffic.latencies, 0.95);
  const degraded: string[] = [];
  if (traffic.errors > 0 && leastShare(traffic.errors, traffic.requests) > limits.errorRate)
    degraded.push(
      `${String(traffic.errors)} of ${String(traffic.requests)} requests failed, expected at most ${percent(limits.errorRate)}`,
    );
  if (limits.latencyP95Ms !== undefined && latencyP95Ms > limits.latencyP95Ms)
    degraded.push(`slow: 95th percentile ${latencyP95Ms.toFixed(1)} ms, expected at most ${String(limits.latencyP95Ms)} ms`);
  return { figures: { requests: traffic.requests, errorRate, latencyP95Ms }, degraded };
}

function performanceFindings({ expected, metrics, rows }: WindowFacts, limits: MonitorLimits): Part {
  const figures: Record<string, number> = {};
  const degraded: string[] = [];
  for (const { metric, now, then, interval, rows: labels, higherIsBetter, slices } of metrics) {
    figures[`metric.${metric}`] = now;
    for (const [slice, value] of Object.entries(slices)) figures[`metric.${metric} ${slice}`] = value;
    const isWorse = higherIsBetter ? interval.upper < then.lower - limits.metricDrop : interval.lower > then.upper + limits.metricDrop;
    if (isWorse && labels >= FEWEST_LABELS)
      degraded.push(
        `${metric} ${now.toFixed(3)} on ${String(labels)} labels, expected ${then.lower.toFixed(3)} to ${then.upper.toFixed(3)} as evaluated`,
      );
  }
  if (expected === null) return { figures, degraded };
  figures['expected.accuracy'] = expected.now;
  if (metrics.length === 0 && rows >= FEWEST_ROWS && expected.now < expected.then - limits.expectedDrop)
    degraded.push(
      `accuracy: ${expected.now.toFixed(3)} is to be expected of its probabilities, its evaluation had ${expected.then.toFixed(3)}`,
    );
  return { figures, degraded };
}

function labelFindings({ labelled, strangeLabels }: WindowFacts): Part {
  const [first] = strangeLabels;
  if (first === undefined) return {};
  const expected = 'expected classes as the model predicts them, or numbers';
  return {
    quality: [`labels: ${String(strangeLabels.length)} of ${String(labelled)} are passed over: ${expected}, got ${JSON.stringify(first)}`],
  };
}

/** Missing values are a bin too. */
function countsOf(profile: ColumnProfile): readonly number[] {
  const known = profile.kind === 'numeric' ? profile.counts : [...profile.counts.map(([, rows]) => rows), profile.others];
  return [...known, profile.missing];
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

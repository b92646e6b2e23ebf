import type { AnomalyPredictions, ClassPredictions, ClusterPredictions, ValuePredictions } from '../model/predictions.js';

/** What was predicted, counted: labels by name, numbers by a bin of one percent of their size. */
export type PredictionCounts = Readonly<Record<string, number>>;

/** What of predictions is counted. */
export type CountedPredictions =
  | Pick<ClassPredictions, 'task' | 'rows' | 'labels'>
  | Pick<ValuePredictions, 'task' | 'rows' | 'values'>
  | Pick<ClusterPredictions, 'task' | 'rows' | 'cluster'>
  | Pick<AnomalyPredictions, 'task' | 'rows' | 'scores'>;

/** Bins to a factor of e. */
const FINENESS = 100;
/** Smaller numbers are counted as 0. */
const LEAST = 1e-9;
/** By convention of the stability index, tenths of the reference. */
const GROUPS = 10;

/** @param counts - Added to. @param limit - Rows to count, at most. */
export function countPredictions(counts: Record<string, number>, predictions: CountedPredictions, limit = Infinity): void {
  const rows = Math.min(predictions.rows, limit);
  for (let row = 0; row < rows; row++) {
    const key = keyOf(predictions, row);
    counts[key] = (counts[key] ?? 0) + 1;
  }
}

/** On how many rows two models say the same: the label, or a number within a hundredth. */
export function countDisagreements(one: CountedPredictions, other: CountedPredictions): number {
  if (one.task !== other.task || one.rows !== other.rows) return one.rows;
  let different = 0;
  for (let row = 0; row < one.rows; row++) if (!isSame(one, other, row)) different++;
  return different;
}

/**
 * Both counts in the same few bins: labels as they are, numbers in tenths of the reference.
 *
 * @returns Shape [bins] each.
 */
export function alignCounts(reference: PredictionCounts, current: PredictionCounts): { reference: number[]; current: number[] } {
  const keys = [...new Set([...Object.keys(reference), ...Object.keys(current)])];
  const isNumeric = keys.every((key) => key.startsWith('#'));
  if (!isNumeric) return { reference: keys.map((key) => reference[key] ?? 0), current: keys.map((key) => current[key] ?? 0) };
  const total = Object.values(reference).reduce((sum, count) => sum + count, 0);
  const groups: { reference: number[]; current: number[] } = { reference: [0], current: [0] };
  for (const key of keys.sort((left, right) => Number(left.slice(1)) - Number(right.slice(1)))) {
    const last = groups.reference.length - 1;
    groups.reference[last] = (groups.reference[last] ?? 0) + (reference[key] ?? 0);
    groups.current[last] = (groups.current[last] ?? 0) + (current[key] ?? 0);
    if ((groups.reference[last] ?? 0) >= total / GROUPS && groups.reference.length < GROUPS) {
      groups.reference.push(0);
      groups.current.push(0);
    }
  }
  return groups;
}

function keyOf(predictions: CountedPredictions, row: number): string {
  switch (predictions.task) {
    case 'classification':
      return `=${String(predictions.labels[row])}`;
    case 'regression':
      return numberKey(predictions.values[row] ?? NaN);
    case 'clustering':
      return `=${String(predictions.cluster[row])}`;
    case 'anomaly':
      return numberKey(predictions.scores[row] ?? NaN);
  }
}

function numberKey(value: number): string {
  if (!(Math.abs(value) > LEAST)) return '#0';
  return `#${String(Math.sign(value) * (1 + Math.round(FINENESS * Math.log(Math.abs(value) / LEAST))))}`;
}

function isSame(one: CountedPredictions, other: CountedPredictions, row: number): boolean {
  const [left, right] = [keyOf(one, row), keyOf(other, row)];
  if (!left.startsWith('#') || !right.startsWith('#')) return left === right;
  return Math.abs(Number(left.slice(1)) - Number(right.slice(1))) <= 1;
}

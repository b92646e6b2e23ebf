import { Random } from '../../../core/random.js';
import type { Sample } from '../../../core/trainers/define-trainer.js';
import type { DataSet } from './data-set.js';

export const FOLDS = 5;

export interface Prepared {
  /** Of the folds and of what is drawn in training. */
  readonly seed: number;
  readonly sample: Sample;
  /** The fold in which each row is tested. */
  readonly folds: Uint8Array;
}

/**
 * Numbers with the median for missing ones, scaled to mean 0 and deviation 1; texts one-hot. Statistics are of all rows
 * but never of the target: both sides read the same features, and only what they learn of them is compared.
 */
export function prepare({ name, metric, columns, target }: DataSet, seed: number): Prepared {
  const features = columns.flatMap((column) => (isNumbers(column) ? [scale(column)] : oneHot(column)));
  const rows = target.length;
  const data = new Float32Array(rows * features.length);
  features.forEach((values, feature) => {
    values.forEach((value, row) => (data[row * features.length + feature] = value));
  });
  const labels = metric === 'rmse' ? [] : distinct(target.map(String));
  const codes = metric === 'rmse' ? target.map(Number) : target.map((label) => labels.indexOf(String(label)));
  const names = features.map((_, feature) => `feature${String(feature)}`);
  const order = new Random(`quality/${name}/folds-${String(seed)}`).permutation(rows);
  return {
    seed,
    sample: { features: { rows, names, data }, target: Float64Array.from(codes), classes: labels.length },
    folds: Uint8Array.from(order, (place) => place % FOLDS),
  };
}

function isNumbers(column: readonly number[] | readonly string[]): column is readonly number[] {
  return typeof column[0] === 'number';
}

function scale(column: readonly number[]): number[] {
  const present = column.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const median = present[Math.floor(present.length / 2)] ?? 0;
  const filled = column.map((value) => (Number.isNaN(value) ? median : value));
  const mean = filled.reduce((sum, value) => sum + value, 0) / filled.length;
  const deviation = Math.sqrt(filled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / filled.length);
  return filled.map((value) => (value - mean) / (deviation === 0 ? 1 : deviation));
}

function oneHot(column: readonly string[]): number[][] {
  return distinct(column).map((label) => column.map((value) => Number(value === label)));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** The rows for which `chosen` holds. */
export function takeRows({ features, target, classes }: Sample, chosen: (row: number) => boolean): Sample {
  const rows = Array.from(target.keys()).filter(chosen);
  const width = features.names.length;
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    data.set(features.data.subarray(row * width, (row + 1) * width), at * width);
  });
  return {
    features: { rows: rows.length, names: features.names, data },
    target: Float64Array.from(rows, (row) => target[row] ?? 0),
    classes,
  };
}

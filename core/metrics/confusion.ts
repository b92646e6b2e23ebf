import type { ClassificationOutcome } from './metric.js';

const matrices = new WeakMap<ClassificationOutcome, number[][]>();

/** Weight of the rows by actual and predicted class: shape [classes, classes], rows are actual, columns predicted. */
export function confusionMatrix(outcome: ClassificationOutcome): readonly (readonly number[])[] {
  let matrix = matrices.get(outcome); // kept: a dozen metrics ask for it
  if (matrix === undefined) matrices.set(outcome, (matrix = count(outcome)));
  return matrix;
}

function count({ actual, predicted, classes, weights }: ClassificationOutcome): number[][] {
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < actual.length; row++) {
    const cell = (actual[row] ?? 0) * classes + (predicted[row] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + (weights?.[row] ?? 1);
  }
  return Array.from({ length: classes }, (_, index) => Array.from(counts.subarray(index * classes, (index + 1) * classes)));
}

/** How one class fared against the rest, in weight of rows. */
export interface ClassCounts {
  readonly truePositives: number;
  /** Rows of the class. */
  readonly actual: number;
  /** Rows that were taken for it. */
  readonly predicted: number;
}

/** Of every class that occurs, actual or predicted: scikit-learn averages over no others. */
export function countsByClass(outcome: ClassificationOutcome): ClassCounts[] {
  return countsOfAll(outcome).filter(({ actual, predicted }) => actual + predicted > 0);
}

/** Of all classes, in their order. */
export function countsOfAll(outcome: ClassificationOutcome): ClassCounts[] {
  const matrix = confusionMatrix(outcome);
  const predicted = new Array<number>(matrix.length).fill(0);
  for (const row of matrix) row.forEach((rows, index) => (predicted[index] = (predicted[index] ?? 0) + rows));
  return matrix.map((row, index) => ({ truePositives: row[index] ?? 0, actual: sum(row), predicted: predicted[index] ?? 0 }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

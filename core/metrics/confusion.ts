import type { ClassificationOutcome } from './metric.js';

/** Rows by actual and predicted class: shape [classes, classes], rows are actual, columns predicted. */
export function confusionMatrix({ actual, predicted, classes }: ClassificationOutcome): number[][] {
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < actual.length; row++) {
    const cell = (actual[row] ?? 0) * classes + (predicted[row] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return Array.from({ length: classes }, (_, index) => Array.from(counts.subarray(index * classes, (index + 1) * classes)));
}

/** How one class fared against the rest. */
export interface ClassCounts {
  readonly truePositives: number;
  /** Rows of the class. */
  readonly actual: number;
  /** Rows that were taken for it. */
  readonly predicted: number;
}

/** Of every class that occurs, actual or predicted: scikit-learn averages over no others. */
export function countsByClass(outcome: ClassificationOutcome): ClassCounts[] {
  const matrix = confusionMatrix(outcome);
  const counts = matrix.map((row, index): ClassCounts => ({
    truePositives: row[index] ?? 0,
    actual: sum(row),
    predicted: sum(matrix.map((other) => other[index] ?? 0)),
  }));
  return counts.filter(({ actual, predicted }) => actual + predicted > 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

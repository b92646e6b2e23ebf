import type { Outcome } from './metric.js';

/** Some rows of an outcome, in this order. */
export function takeRows(outcome: Outcome, rows: Uint32Array): Outcome {
  const take = (values: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => values[row] ?? NaN);
  const { actual, predicted, weights } = outcome;
  const taken = { actual: take(actual), predicted: take(predicted), weights: weights && take(weights) };
  if (outcome.task === 'regression') return { task: outcome.task, ...taken };
  const { task, classes, probabilities } = outcome;
  return { task, classes, ...taken, probabilities: probabilities && takeWide(probabilities, { rows, width: classes }) };
}

function takeWide(values: Float32Array | Float64Array, { rows, width }: { rows: Uint32Array; width: number }): Float32Array | Float64Array {
  const taken = values instanceof Float32Array ? new Float32Array(rows.length * width) : new Float64Array(rows.length * width);
  rows.forEach((row, place) => {
    taken.set(values.subarray(row * width, (row + 1) * width), place * width);
  });
  return taken;
}

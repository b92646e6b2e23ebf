import type { RegressionMetric, RegressionOutcome } from './metric.js';
import { weightedQuantile } from './weighted-quantile.js';

const errors = new WeakMap<object, Float64Array>();

/** Median of the absolute errors: what a few wild rows cannot move. */
export const medianAbsoluteError: RegressionMetric = {
  name: 'medianAbsoluteError',
  summary: 'median of the absolute errors, in units of the target',
  degenerate: 'always defined',
  task: 'regression',
  higherIsBetter: false,
  compute: (outcome) => weightedQuantile(absoluteErrors(outcome), { share: 0.5, weights: outcome.weights }),
};

/** Kept by the predictions' identity: resampling asks for their order under a thousand weights. */
function absoluteErrors({ actual, predicted }: RegressionOutcome): Float64Array {
  let known = errors.get(predicted);
  if (known === undefined) {
    known = Float64Array.from({ length: actual.length }, (_, row) => Math.abs((predicted[row] ?? NaN) - (actual[row] ?? NaN)));
    errors.set(predicted, known);
  }
  return known;
}

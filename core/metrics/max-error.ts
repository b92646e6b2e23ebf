import type { RegressionMetric } from './metric.js';

/** The largest absolute error of any row, whatever its weight. */
export const maxError: RegressionMetric = {
  name: 'maxError',
  summary: 'largest absolute error of any row that counts',
  degenerate: 'always defined',
  task: 'regression',
  higherIsBetter: false,
  compute({ actual, predicted, weights }) {
    let largest = 0;
    for (let row = 0; row < actual.length; row++) {
      if ((weights?.[row] ?? 1) > 0) largest = Math.max(largest, Math.abs((predicted[row] ?? NaN) - (actual[row] ?? NaN)));
    }
    return largest;
  },
};

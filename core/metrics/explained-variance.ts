import { EXPLAINED_DEGENERATE, explainedShare, hasTwoRows } from './explained.js';
import type { RegressionMetric } from './metric.js';
import { meanOver } from './regression-errors.js';

/** As R², but being off by a constant does not count. */
export const explainedVariance: RegressionMetric = {
  name: 'explainedVariance',
  summary: 'as `r2`, but being off by a constant does not count',
  degenerate: EXPLAINED_DEGENERATE,
  task: 'regression',
  higherIsBetter: true,
  compute(outcome) {
    if (!hasTwoRows(outcome)) return NaN;
    const offset = meanOver(outcome, (actual, predicted) => actual - predicted);
    const mean = meanOver(outcome, (actual) => actual);
    return explainedShare({
      left: meanOver(outcome, (actual, predicted) => (actual - predicted - offset) ** 2),
      of: meanOver(outcome, (actual) => (actual - mean) ** 2),
    });
  },
};

import { EXPLAINED_DEGENERATE, explainedShare, hasTwoRows } from './explained.js';
import type { RegressionMetric } from './metric.js';
import { meanOver, mse } from './regression-errors.js';

/** Share of the target's variance that is explained: 1 is perfect, 0 is no better than the mean. */
export const r2: RegressionMetric = {
  name: 'r2',
  summary: "share of the target's variance that is explained (R²): 0 is no better than the mean",
  degenerate: EXPLAINED_DEGENERATE,
  task: 'regression',
  higherIsBetter: true,
  compute(outcome) {
    if (!hasTwoRows(outcome)) return NaN;
    const mean = meanOver(outcome, (actual) => actual);
    return explainedShare({ left: mse.compute(outcome), of: meanOver(outcome, (actual) => (actual - mean) ** 2) });
  },
};

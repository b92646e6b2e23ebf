import type { ClassificationMetric } from './metric.js';
import { weightedMean } from './weighted-mean.js';

/** Share of rows with the right class. */
export const accuracy: ClassificationMetric = {
  name: 'accuracy',
  summary: 'share of rows with the right class',
  degenerate: 'always defined',
  task: 'classification',
  higherIsBetter: true,
  needs: 'labels',
  compute: (outcome) => weightedMean(outcome, (row) => Number(outcome.actual[row] === outcome.predicted[row])),
};

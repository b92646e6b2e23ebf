import type { ClassificationMetric } from './metric.js';
import { keptMean } from './weighted-mean.js';

/** Least distance of a probability from 0 and 1: the float32 epsilon, since models answer in float32. */
const LEAST_PROBABILITY = 2 ** -23;

/** Mean negative logarithm of the probability that was given to the actual class, in nats. */
export const logLoss: ClassificationMetric = {
  name: 'logLoss',
  summary: 'mean negative logarithm of the probability of the actual class, in nats',
  degenerate: 'a probability is kept 2⁻²³ away from 0 and 1, the float32 epsilon',
  task: 'classification',
  higherIsBetter: false,
  needs: 'probabilities',
  compute(outcome) {
    const { actual, probabilities, classes } = outcome;
    return keptMean(outcome, 'logLoss', (row) => {
      const probability = probabilities?.[row * classes + (actual[row] ?? 0)] ?? NaN;
      return -Math.log(Math.min(Math.max(probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY));
    });
  },
};

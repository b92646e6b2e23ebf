import type { ClassificationMetric } from './metric.js';

/** Least distance of a probability from 0 and 1: the float32 epsilon, since models answer in float32. */
const LEAST_PROBABILITY = 2 ** -23;

/** Mean negative logarithm of the probability that was given to the actual class, in nats. */
export const logLoss: ClassificationMetric = {
  name: 'logLoss',
  task: 'classification',
  higherIsBetter: false,
  needs: 'probabilities',
  compute({ actual, probabilities, classes }) {
    let sum = 0;
    for (let row = 0; row < actual.length; row++) {
      const probability = probabilities?.[row * classes + (actual[row] ?? 0)] ?? NaN;
      sum -= Math.log(Math.min(Math.max(probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY));
    }
    return sum / actual.length;
  },
};

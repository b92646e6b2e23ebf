import type { ClassificationMetric } from './metric.js';
import { keptMean } from './weighted-mean.js';

/**
 * Mean squared distance of the probabilities from the truth; of two classes half of it, which is the squared
 * error of the positive one's probability.
 *
 * @see Brier, Monthly Weather Review 78 (1950).
 */
export const brierScore: ClassificationMetric = {
  name: 'brierScore',
  summary: 'mean squared distance of the probabilities from the truth, of two classes half of it',
  degenerate: 'always defined',
  task: 'classification',
  higherIsBetter: false,
  needs: 'probabilities',
  compute(outcome) {
    const { actual, probabilities, classes } = outcome;
    const scale = classes === 2 ? 0.5 : 1;
    return keptMean(outcome, 'brierScore', (row) => {
      let squares = 0;
      for (let index = 0; index < classes; index++) {
        squares += ((probabilities?.[row * classes + index] ?? NaN) - Number(actual[row] === index)) ** 2;
      }
      return scale * squares;
    });
  },
};

import { countsByClass } from './confusion.js';
import type { ClassificationMetric } from './metric.js';

/** Share of rows with the right class. */
export const accuracy: ClassificationMetric = {
  name: 'accuracy',
  task: 'classification',
  higherIsBetter: true,
  needs: 'labels',
  compute({ actual, predicted }) {
    let right = 0;
    for (let row = 0; row < actual.length; row++) if (actual[row] === predicted[row]) right++;
    return right / actual.length;
  },
};

/** Mean recall of the classes that the rows have: chance is 1 / classes, whatever their shares. */
export const balancedAccuracy: ClassificationMetric = {
  name: 'balancedAccuracy',
  task: 'classification',
  higherIsBetter: true,
  needs: 'labels',
  compute(outcome) {
    const recalls = countsByClass(outcome)
      .filter(({ actual }) => actual > 0)
      .map(({ truePositives, actual }) => truePositives / actual);
    return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  },
};

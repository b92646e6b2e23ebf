import { countsByClass } from './confusion.js';
import type { ClassificationMetric } from './metric.js';

/** Mean recall of the classes that the rows have: chance is 1 / classes, whatever their shares. */
export const balancedAccuracy: ClassificationMetric = {
  name: 'balancedAccuracy',
  summary: 'mean recall of the classes',
  degenerate: 'over the classes that the rows have, so 1 class gives its recall',
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

import { countsByClass, type ClassCounts } from './confusion.js';
import type { ClassificationMetric } from './metric.js';

/**
 * Matthews correlation coefficient: the correlation of actual and predicted classes, from −1 to 1.
 *
 * @see Gorodkin, Computational Biology and Chemistry 28 (2004): for more than two classes.
 */
export const matthews: ClassificationMetric = {
  name: 'mcc',
  summary: 'Matthews correlation coefficient of actual and predicted classes',
  degenerate: '0 when all rows are of one class, or all are taken for one',
  task: 'classification',
  higherIsBetter: true,
  needs: 'labels',
  compute(outcome) {
    const counts = countsByClass(outcome);
    const sum = (term: (counts: ClassCounts) => number): number => counts.reduce((total, each) => total + term(each), 0);
    const rows = sum(({ actual }) => actual);
    const covariance = sum(({ truePositives }) => truePositives) * rows - sum(({ actual, predicted }) => actual * predicted);
    const ofPredicted = rows ** 2 - sum(({ predicted }) => predicted ** 2);
    const ofActual = rows ** 2 - sum(({ actual }) => actual ** 2);
    return ofPredicted * ofActual === 0 ? 0 : covariance / Math.sqrt(ofPredicted * ofActual);
  },
};

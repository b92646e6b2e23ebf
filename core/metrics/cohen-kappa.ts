import { confusionMatrix, countsOfAll } from './confusion.js';
import type { ClassificationMetric } from './metric.js';

type Distance = (actual: number, predicted: number) => number;

/** Agreement of actual and predicted classes beyond chance. */
export const cohenKappa = kappa('cohenKappa', {
  summary: 'agreement beyond what the shares of the classes give by chance',
  distance: (actual, predicted) => Number(actual !== predicted),
});

/** Of ordered classes: an error counts by how many classes it is off. */
export const cohenKappaLinear = kappa('cohenKappaLinear', {
  summary: 'the same for ordered classes: an error counts by how many classes it is off',
  distance: (actual, predicted) => Math.abs(actual - predicted),
});

/** Of ordered classes: an error counts by the square of how many classes it is off. */
export const cohenKappaQuadratic = kappa('cohenKappaQuadratic', {
  summary: 'the same by the square of it',
  distance: (actual, predicted) => (actual - predicted) ** 2,
});

/** @see Cohen, Educational and Psychological Measurement 20 (1960), and Psychological Bulletin 70 (1968) for weights. */
function kappa(name: string, { summary, distance }: { summary: string; distance: Distance }): ClassificationMetric {
  return {
    name,
    summary,
    degenerate: 'undefined when all rows are of one class and taken for it',
    task: 'classification',
    higherIsBetter: true,
    needs: 'labels',
    compute(outcome) {
      const counts = countsOfAll(outcome);
      const rows = counts.reduce((sum, { actual }) => sum + actual, 0);
      let observed = 0;
      let expected = 0;
      confusionMatrix(outcome).forEach((row, actual) => {
        row.forEach((count, predicted) => {
          observed += distance(actual, predicted) * count;
          expected += (distance(actual, predicted) * (counts[actual]?.actual ?? 0) * (counts[predicted]?.predicted ?? 0)) / rows;
        });
      });
      return expected === 0 ? NaN : 1 - observed / expected;
    },
  };
}

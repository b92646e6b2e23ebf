import type { ClassificationMetric, ClassificationOutcome, MetricFamily } from './metric.js';
import { keptMean } from './weighted-mean.js';

const facts = { task: 'classification', higherIsBetter: true, needs: 'probabilities', degenerate: 'always defined' } as const;

/**
 * Normalised discounted cumulative gain of the classes, ranked by their probability in every row: the mean
 * of 1 / log2(1 + rank of the actual class), ties averaged.
 *
 * @see McSherry & Najork, Computing Information Retrieval Performance Measures Efficiently in the Presence of Tied Scores (2008).
 */
export const ndcg: ClassificationMetric = {
  ...facts,
  name: 'ndcg',
  summary: 'discounted gain of the actual class among the classes ranked by probability, ties averaged',
  compute: (outcome) => meanGain(outcome, Infinity),
};

/** The same, where a class that is not among the first k brings nothing. */
export const ndcgAt: MetricFamily = {
  name: 'ndcg',
  parameter: 'k',
  expects: 'a whole number from 1',
  example: 10,
  admits: (k) => Number.isInteger(k) && k >= 1,
  of: (k) => ({
    ...facts,
    name: `ndcg@${String(k)}`,
    summary: 'the same, counting the first k places only',
    compute: (outcome: ClassificationOutcome) => meanGain(outcome, k),
  }),
};

function meanGain(outcome: ClassificationOutcome, places: number): number {
  const { actual, probabilities, classes } = outcome;
  return keptMean(outcome, `ndcg@${String(places)}`, (row) => {
    const probability = probabilities?.[row * classes + (actual[row] ?? 0)] ?? NaN;
    let before = 0;
    let tied = 0;
    for (let index = 0; index < classes; index++) {
      const other = probabilities?.[row * classes + index] ?? NaN;
      if (other > probability) before++;
      else if (other === probability) tied++;
    }
    let gain = 0;
    for (let place = before; place < Math.min(before + tied, places); place++) gain += 1 / Math.log2(place + 2);
    return gain / tied;
  });
}

import { descendingOrder } from './descending-order.js';
import type { RegressionMetric, RegressionOutcome, MetricFamily } from './metric.js';

const facts = {
  task: 'regression',
  higherIsBetter: true,
  weightsArePlaces: true,
  degenerate: 'undefined when an actual value is below 0, or none above 0',
} as const;

/**
 * Normalised discounted cumulative gain of the rows as one list, ranked by the predicted value; the actual
 * value, at least 0, is how much a row is worth. Ties are averaged.
 *
 * @see Järvelin & Kekäläinen, ACM Transactions on Information Systems 20 (2002).
 */
export const ndcg: RegressionMetric = {
  ...facts,
  name: 'ndcg',
  summary: 'discounted gain of the rows ranked by prediction, the actual value being what a row is worth',
  compute: (outcome) => normalisedGain(outcome, Infinity),
};

/** The same of the first k rows. */
export const ndcgAt: MetricFamily = {
  name: 'ndcg',
  parameter: 'k',
  expects: 'a whole number from 1',
  example: 10,
  admits: (k) => Number.isInteger(k) && k >= 1,
  of: (k) => ({
    ...facts,
    name: `ndcg@${String(k)}`,
    summary: 'the same, counting the first k rows only',
    compute: (outcome: RegressionOutcome) => normalisedGain(outcome, k),
  }),
};

function normalisedGain({ actual, predicted, weights }: RegressionOutcome, places: number): number {
  const rows = Uint32Array.from({ length: actual.length }, (_, row) => row).filter((row) => (weights?.[row] ?? 1) > 0);
  const worth = Float64Array.from(rows, (row) => actual[row] ?? NaN);
  if (worth.some((value) => value < 0)) return NaN;
  const copies = (index: number): number => weights?.[rows[index] ?? 0] ?? 1;
  const gain = discountedGain({ worth, scores: Float64Array.from(rows, (row) => predicted[row] ?? NaN), copies, places });
  const best = discountedGain({ worth, scores: worth, copies, places });
  return best > 0 ? gain / best : NaN;
}

interface Ranked {
  readonly worth: Float64Array;
  readonly scores: Float64Array;
  /** How often a row stands in the list. */
  readonly copies: (index: number) => number;
  readonly places: number;
}

/** A group of equal scores has its mean worth at each of its places. */
function discountedGain({ worth, scores, copies, places }: Ranked): number {
  const order = descendingOrder(scores);
  let gain = 0;
  let filled = 0;
  for (let start = 0; start < order.length && filled < places;) {
    let end = start;
    let size = 0;
    let sum = 0;
    for (; end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]; end++) {
      const index = order[end] ?? 0;
      size += copies(index);
      sum += copies(index) * (worth[index] ?? 0);
    }
    gain += (sum / size) * discountBetween(filled, Math.min(filled + size, places));
    filled += size;
    start = end;
  }
  return gain;
}

/** Sum of the discounts of places; a place that is filled in part counts in part. */
function discountBetween(from: number, to: number): number {
  let discount = 0;
  for (let place = Math.floor(from); place < to; place++) {
    discount += (Math.min(to, place + 1) - Math.max(from, place)) / Math.log2(place + 2);
  }
  return discount;
}

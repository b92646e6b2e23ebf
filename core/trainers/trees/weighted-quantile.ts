import { orderStatistic } from '../../transforms/statistics/order-statistic.js';

interface Share {
  readonly share: number;
  /** Shape [values], not all 0; 1 each when left out. */
  readonly weights?: Float64Array | undefined;
}

/**
 * The smallest value up to which at least a share of the weight lies; between two values when exactly that share does.
 *
 * @param values - Shape [values], at least one; left in another order.
 */
export function weightedQuantile(values: Float64Array, { share, weights }: Share): number {
  if (weights !== undefined) return quantileByWeight(values, { share, weights });
  const wanted = share * values.length;
  const place = Math.max(0, Math.ceil(wanted) - 1);
  const here = orderStatistic(values, place);
  return place + 1 === wanted && place + 1 < values.length ? (here + orderStatistic(values, place + 1)) / 2 : here;
}

/** By bisection over the sorted values: sorting places by what lies there would take ten times as long. */
function quantileByWeight(values: Float64Array, { share, weights }: Required<Share> & { weights: Float64Array }): number {
  const weightUpTo = (limit: number): number =>
    values.reduce((sum, value, index) => (value <= limit ? sum + (weights[index] ?? 0) : sum), 0);
  const sorted = values.toSorted();
  const wanted = share * weights.reduce((sum, weight) => sum + weight, 0);
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weightUpTo(sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  const here = sorted[low] ?? NaN;
  const next = sorted.find((value) => value > here);
  return next !== undefined && weightUpTo(here) === wanted ? (here + next) / 2 : here;
}

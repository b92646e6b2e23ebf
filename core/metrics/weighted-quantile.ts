import { descendingOrder } from './descending-order.js';

/** Of the total weight: sums of weights in another order than the total differ by as much. */
const ROUNDING = 1e-12;

const orders = new WeakMap<Float64Array, Uint32Array>();

/**
 * The value below which a share of the weight lies; halfway to the next value where a value ends exactly
 * there, so that the share 0.5 is the median. As NumPy's `averaged_inverted_cdf`.
 *
 * @returns NaN when nothing counts.
 */
export function weightedQuantile(values: Float64Array, { share, weights }: { share: number; weights?: Float64Array | undefined }): number {
  const order = orderOf(values);
  const weightAt = (place: number): number => {
    const row = order[place];
    return row === undefined ? NaN : (weights?.[row] ?? 1);
  };
  let total = 0;
  for (let place = 0; place < order.length; place++) total += weightAt(place);
  let passed = 0;
  // From the greatest value down, so what is passed is the weight above.
  const above = total * (1 - share);
  let place = 0;
  for (; place < order.length; place++) {
    const weight = weightAt(place);
    if (weight === 0) continue;
    passed += weight;
    if (passed >= above - ROUNDING * total) break;
  }
  const value = values[order[place] ?? -1] ?? NaN;
  if (Math.abs(passed - above) > ROUNDING * total) return value;
  for (let next = place + 1; next < order.length; next++) {
    if (weightAt(next) > 0) return (value + (values[order[next] ?? -1] ?? NaN)) / 2;
  }
  return value;
}

/** Kept by identity: resampling asks for the same values under a thousand weights. */
function orderOf(values: Float64Array): Uint32Array {
  let order = orders.get(values);
  if (order === undefined) orders.set(values, (order = descendingOrder(values)));
  return order;
}

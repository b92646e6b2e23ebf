import { descendingOrder } from '../metrics/descending-order.js';
import type { GraphNode } from '../onnx/graph.js';
import { add, gather, integer, lessOrEqual, less, mul, scalar, sub, vector64, where } from '../onnx/operators.js';
import type { CalibrationRows } from './sigmoid-calibration.js';

/** A rising line through points; level before the first and after the last one. */
export interface IsotonicCurve {
  /** Rising strictly, shape [points]. */
  readonly scores: readonly number[];
  /** Never falling, shape [points]. */
  readonly values: readonly number[];
}

interface Block {
  first: number;
  last: number;
  weight: number;
  value: number;
}

/**
 * The never falling step function that is nearest to the truths by least squares, by pooling adjacent violators;
 * between its steps straight lines, as in scikit-learn.
 *
 * @see Barlow et al., Statistical Inference under Order Restrictions (1972).
 */
export function fitIsotonic({ scores, isClass, weights }: CalibrationRows): IsotonicCurve {
  const order = descendingOrder(scores).reverse();
  const blocks: Block[] = [];
  for (let place = 0; place < order.length;) {
    const score = scores[order[place] ?? 0] ?? NaN;
    let [weight, sum] = [0, 0];
    for (; place < order.length && scores[order[place] ?? 0] === score; place++) {
      const row = order[place] ?? 0;
      weight += weights?.[row] ?? 1;
      sum += (weights?.[row] ?? 1) * (isClass[row] ?? 0);
    }
    if (weight === 0) continue;
    pool(blocks, { first: score, last: score, weight, value: sum / weight });
  }
  const ends = blocks.flatMap(({ first, last, value }) =>
    first === last
      ? [[first, value]]
      : [
          [first, value],
          [last, value],
        ],
  );
  return { scores: ends.map(([score = NaN]) => score), values: ends.map(([, value = NaN]) => value) };
}

/** Adds a block; as long as the one before is higher, the two become one. */
function pool(blocks: Block[], block: Block): void {
  for (let before = blocks.at(-1); before !== undefined && before.value >= block.value; before = blocks.at(-1)) {
    blocks.pop();
    const weight = before.weight + block.weight;
    const value = (before.value * before.weight + block.value * block.weight) / weight;
    block = { first: before.first, last: block.last, weight, value };
  }
  blocks.push(block);
}

export function applyIsotonic(curve: IsotonicCurve, score: number): number {
  const { scores, values } = curve;
  let [low, high] = [0, scores.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (score >= (scores[middle] ?? Infinity)) low = middle;
    else high = middle;
  }
  const first = scores[0] ?? NaN;
  return (values[low] ?? NaN) + (slopesOf(curve)[low] ?? 0) * (Math.max(score, first) - (scores[low] ?? NaN));
}

const slopes = new WeakMap<IsotonicCurve, readonly number[]>();

/** Of the line from each point to the next one; 0 after the last. */
function slopesOf(curve: IsotonicCurve): readonly number[] {
  let known = slopes.get(curve);
  if (known === undefined) {
    const { scores, values } = curve;
    known = scores.map((score, point) => {
      const [next, value] = [scores[point + 1], values[point + 1]];
      return next === undefined || value === undefined ? 0 : (value - (values[point] ?? NaN)) / (next - score);
    });
    slopes.set(curve, known);
  }
  return known;
}

/**
 * The point at or before a score is found by bisection, a few operators for each of its steps: comparing with every
 * point would take rows × points of memory.
 *
 * @param score - float64.
 */
export function isotonicGraph(curve: IsotonicCurve, score: GraphNode): GraphNode {
  const size = 2 ** Math.ceil(Math.log2(Math.max(curve.scores.length, 2)));
  const padded = (values: readonly number[], fill: number): GraphNode =>
    vector64([...values, ...new Array<number>(size - values.length).fill(fill)]);
  const [points, values, rises] = [padded(curve.scores, Infinity), padded(curve.values, 1), padded(slopesOf(curve), 0)];
  const first = scalar(curve.scores[0] ?? NaN);
  const inside = where(less(score, first), first, score);
  // A comparison with what every score is gives a 0 a row, as an index.
  let place = where(lessOrEqual(first, inside), integer(0), integer(0));
  for (let step = size / 2; step >= 1; step /= 2) {
    const candidate = add(place, integer(step));
    place = where(lessOrEqual(gather(points, candidate), inside), candidate, place);
  }
  return add(gather(values, place), mul(gather(rises, place), sub(inside, gather(points, place))));
}

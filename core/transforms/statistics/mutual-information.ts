import { Random } from '../../random.js';

/** Neighbours that a point's surroundings are measured by, as in scikit-learn. */
const NEIGHBOURS = 3;

/**
 * Mutual information of two lists of labels, in nats.
 *
 * @param left - Whole numbers from 0, shape [rows]; `right` alike.
 */
export function informationOfLabels(left: Float64Array, right: Float64Array): number {
  const joint = new Map<string, number>();
  const ofLeft = new Map<number, number>();
  const ofRight = new Map<number, number>();
  const countIn = <Key>(counts: Map<Key, number>, key: Key): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  left.forEach((label, row) => {
    const other = right[row] ?? NaN;
    countIn(joint, `${String(label)} ${String(other)}`);
    countIn(ofLeft, label);
    countIn(ofRight, other);
  });
  let information = 0;
  for (const [key, count] of joint) {
    const [first = NaN, second = NaN] = key.split(' ').map(Number);
    const expected = ((ofLeft.get(first) ?? 0) * (ofRight.get(second) ?? 0)) / left.length;
    information += (count / left.length) * Math.log(count / expected);
  }
  return Math.max(0, information);
}

/**
 * Mutual information of numbers and labels, in nats, by distances to the nearest neighbours of the same label.
 *
 * @see Ross, Mutual Information between Discrete and Continuous Data Sets (2014).
 */
export function informationOfNumbersAndLabels(numbers: Float64Array, labels: Float64Array): number {
  const spread = spreadOut(numbers);
  const byLabel = new Map<number, number[]>();
  labels.forEach((label, row) => {
    const rows = byLabel.get(label);
    if (rows === undefined) byLabel.set(label, [row]);
    else rows.push(row);
  });
  const groups = [...byLabel.values()].filter(({ length }) => length > 1);
  const all = Float64Array.from(groups.flatMap((rows) => rows.map((row) => spread[row] ?? NaN))).sort();
  const digamma = digammas(all.length);
  let sum = 0;
  for (const rows of groups) {
    const sorted = Float64Array.from(rows, (row) => spread[row] ?? NaN).sort();
    const nearest = Math.min(NEIGHBOURS, sorted.length - 1);
    for (let place = 0; place < sorted.length; place++) {
      const radius = distanceToNeighbour(sorted, place, nearest);
      const around = countWithin(all, sorted[place] ?? NaN, radius);
      sum += (digamma[nearest] ?? 0) - (digamma[sorted.length] ?? 0) - (digamma[around] ?? 0);
    }
  }
  return all.length === 0 ? 0 : Math.max(0, (digamma[all.length] ?? 0) + sum / all.length);
}

/**
 * Mutual information of two lists of numbers, in nats, by distances to the nearest neighbours in the plane.
 *
 * @see Kraskov, Stögbauer & Grassberger, Estimating mutual information (2004).
 */
export function informationOfNumbers(left: Float64Array, right: Float64Array): number {
  const order = Array.from(left.keys()).sort((one, other) => (left[one] ?? 0) - (left[other] ?? 0));
  const [noisyLeft, noisyRight] = [spreadOut(left), spreadOut(right)];
  const x = Float64Array.from(order, (row) => noisyLeft[row] ?? NaN);
  const y = Float64Array.from(order, (row) => noisyRight[row] ?? NaN);
  const [sortedX, sortedY] = [x.slice().sort(), y.slice().sort()];
  const digamma = digammas(x.length);
  let sum = 0;
  for (let place = 0; place < x.length; place++) {
    const radius = distanceInPlane({ x, y }, place);
    sum += (digamma[countWithin(sortedX, x[place] ?? NaN, radius)] ?? 0) + (digamma[countWithin(sortedY, y[place] ?? NaN, radius)] ?? 0);
  }
  return Math.max(0, (digamma[x.length] ?? 0) + (digamma[NEIGHBOURS] ?? 0) - sum / x.length);
}

/** To deviation 1, and equal values a little apart: among equal ones no neighbour is the nearest. */
function spreadOut(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  const size = Math.max(1, values.reduce((sum, value) => sum + Math.abs(value / deviation), 0) / values.length);
  const random = new Random('mutual-information');
  return values.map((value) => value / deviation + 1e-10 * size * (random.next() - 0.5));
}

/** To the `nearest`-th neighbour of a place in sorted values. */
function distanceToNeighbour(sorted: Float64Array, place: number, nearest: number): number {
  const value = sorted[place] ?? NaN;
  let [before, after] = [place - 1, place + 1];
  let distance = 0;
  for (let found = 0; found < nearest; found++) {
    const below = before >= 0 ? value - (sorted[before] ?? NaN) : Infinity;
    const above = after < sorted.length ? (sorted[after] ?? NaN) - value : Infinity;
    distance = Math.min(below, above);
    if (below <= above) before--;
    else after++;
  }
  return distance;
}

/** The larger of the two distances counts. @param points - Sorted by x: the search ends where x alone is too far. */
function distanceInPlane({ x, y }: { x: Float64Array; y: Float64Array }, place: number): number {
  const nearest = new Float64Array(NEIGHBOURS).fill(Infinity);
  let [before, after] = [place - 1, place + 1];
  for (;;) {
    const below = before >= 0 ? (x[place] ?? 0) - (x[before] ?? 0) : Infinity;
    const above = after < x.length ? (x[after] ?? 0) - (x[place] ?? 0) : Infinity;
    const farthest = nearest[NEIGHBOURS - 1] ?? Infinity;
    if (Math.min(below, above) >= farthest || (below === Infinity && above === Infinity)) return farthest;
    const other = below <= above ? before-- : after++;
    const distance = Math.max(Math.min(below, above), Math.abs((y[place] ?? 0) - (y[other] ?? 0)));
    if (distance < farthest) {
      nearest[NEIGHBOURS - 1] = distance;
      nearest.sort();
    }
  }
}

/** How many of the sorted values are nearer than the radius, the value itself among them. */
function countWithin(sorted: Float64Array, value: number, radius: number): number {
  const first = firstWhere(sorted, (other) => value - other < radius);
  const last = firstWhere(sorted, (other) => other - value >= radius);
  return Math.max(1, last - first);
}

/** The first place for which the question is answered by yes, as it is for all after it. */
function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] ?? NaN)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The digamma function of the whole numbers 1 to `most`: sums of the harmonic series. */
function digammas(most: number): Float64Array {
  const values = new Float64Array(Math.max(most, NEIGHBOURS) + 1);
  values[1] = -0.5772156649015329;
  for (let n = 2; n < values.length; n++) values[n] = (values[n - 1] ?? 0) + 1 / (n - 1);
  return values;
}

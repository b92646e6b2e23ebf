import type { ClassificationOutcome } from '../metrics/metric.js';
import { measure } from '../metrics/metrics.js';
import { classesOf } from '../metrics/outcome.js';
import { requireLabelMetric } from './choose-threshold.js';

/** Weights of one class that are tried in a pass, at most: evenly over the rows that one would win. */
const MOST_CUTS = 256;
/** After so many passes over the classes: it mostly ends by itself after three. */
const MOST_PASSES = 10;

export interface ChosenWeights {
  /** Shape [classes]: the class whose weighted probability is greatest is taken. */
  readonly weights: readonly number[];
  /** The metric by these weights, and by equal ones. */
  readonly value: number;
  readonly atMostProbable: number;
}

/**
 * Weights of classes at which a metric of labels is good: one class after the other gets the best of its own, the others
 * as they are, until none can be bettered. Never worse than the most probable class, but not always the best of all.
 *
 * @throws LeatError `THRESHOLD_METRIC` for a metric that no weights change.
 */
export function chooseClassWeights(outcome: ClassificationOutcome, metricName: string): ChosenWeights {
  const metric = requireLabelMetric(metricName);
  const { classes } = outcome;
  const goodness = (counts: Float64Array): number => {
    const value = measure(metric, asOutcome(counts, classes));
    if (Number.isNaN(value)) return -Infinity;
    return metric.higherIsBetter ? value : -value;
  };
  const weights = Array.from({ length: classes }, () => 1);
  const start = goodness(countsOf(outcome, weights));
  let best = start;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const before = best;
    for (let each = 0; each < classes; each++) {
      const found = bestOfClass(outcome, { weights, each }, goodness);
      if (found.goodness <= best) continue;
      best = found.goodness;
      weights[each] = found.weight;
    }
    if (best <= before) break;
  }
  const sign = metric.higherIsBetter ? 1 : -1;
  return { weights, value: sign * best, atMostProbable: sign * start };
}

/** What missing a class costs, whatever is taken in its place: by these costs the greatest weighted probability decides. */
export function costsOfWeights(weights: readonly number[]): number[][] {
  return weights.map((weight, actual) => weights.map((_, taken) => (actual === taken ? 0 : weight)));
}

interface Turn {
  readonly weights: readonly number[];
  readonly each: number;
}

/** A row goes over to a class where its weight passes a ratio: in the order of these ratios the counts change row by row. */
function bestOfClass(
  outcome: ClassificationOutcome,
  { weights, each }: Turn,
  goodness: (counts: Float64Array) => number,
): { weight: number; goodness: number } {
  const { actual, classes, weights: rowWeights } = outcome;
  const probabilities = probabilitiesOf(outcome);
  const rivals = classesOf(probabilities, { classes, costs: costsOfWeights(weights.map((w, index) => (index === each ? 0 : w))) });
  const ratios = Float64Array.from(rivals, (rival, row) => {
    const own = probabilities[row * classes + each] ?? 0;
    return ((weights[rival] ?? 0) * (probabilities[row * classes + rival] ?? 0)) / own; // Infinity: no weight wins the row
  });
  const order = Uint32Array.from(ratios.keys()).sort((one, other) => (ratios[one] ?? 0) - (ratios[other] ?? 0));
  const winnable = order.filter((row) => Number.isFinite(ratios[row]));
  const counts = new Float64Array(classes * classes);
  rivals.forEach((rival, row) => (counts[cell(row, rival)] = (counts[cell(row, rival)] ?? 0) + (rowWeights?.[row] ?? 1)));

  let best = { weight: 0, goodness: -Infinity };
  const step = Math.max(1, Math.floor(winnable.length / MOST_CUTS));
  for (const [place, row] of winnable.entries()) {
    const moved = rowWeights?.[row] ?? 1;
    counts[cell(row, rivals[row] ?? 0)] = (counts[cell(row, rivals[row] ?? 0)] ?? 0) - moved;
    counts[cell(row, each)] = (counts[cell(row, each)] ?? 0) + moved;
    const [ratio, next] = [ratios[row] ?? 0, ratios[winnable[place + 1] ?? -1] ?? Infinity];
    if (next <= ratio || (place % step !== 0 && place < winnable.length - 1)) continue;
    const candidate = goodness(counts.map((count) => Math.max(0, count))); // a difference of weights may fall below by a rounding
    if (candidate > best.goodness) best = { weight: between(ratio, next), goodness: candidate };
  }
  return best;

  function cell(row: number, taken: number): number {
    return (actual[row] ?? 0) * classes + taken;
  }
}

/** Where rows change over at a ratio, a weight between two of them is decided by no rounding. */
function between(low: number, high: number): number {
  if (high === Infinity) return low === 0 ? 1 : low * 2;
  return low === 0 ? high / 2 : Math.sqrt(low) * Math.sqrt(high);
}

/** Rows by actual and taken class, row-major. */
function countsOf(outcome: ClassificationOutcome, weights: readonly number[]): Float64Array {
  const { classes, actual, weights: rowWeights } = outcome;
  const counts = new Float64Array(classes * classes);
  classesOf(probabilitiesOf(outcome), { classes, costs: costsOfWeights(weights) }).forEach((taken, row) => {
    const place = (actual[row] ?? 0) * classes + taken;
    counts[place] = (counts[place] ?? 0) + (rowWeights?.[row] ?? 1);
  });
  return counts;
}

/** A weighted row for each cell stands for all: a metric of labels sees no more of them than these counts. */
function asOutcome(counts: Float64Array, classes: number): ClassificationOutcome & { task: 'classification' } {
  return {
    task: 'classification',
    classes,
    actual: Array.from(counts, (_, place) => Math.floor(place / classes)),
    predicted: Array.from(counts, (_, place) => place % classes),
    probabilities: null,
    weights: counts,
  };
}

function probabilitiesOf({ probabilities }: ClassificationOutcome): Float32Array | Float64Array {
  if (probabilities === null) throw new Error('invariant: weights are chosen of probabilities');
  return probabilities;
}

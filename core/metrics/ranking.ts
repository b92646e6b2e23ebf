import { descendingOrder } from './descending-order.js';
import type { ClassificationOutcome } from './metric.js';

/** Rows by the probability of one class, the greatest first. */
export interface RankedRows {
  /** Shape [rows]: which row stands at a place. */
  readonly order: Uint32Array;
  /** Where each group of equal probabilities ends (exclusive). */
  readonly groupEnds: Uint32Array;
}

/** One cut for each distinct score, from the highest down; the last one takes every row. All of shape [cuts]. */
export interface Ranking {
  /** Weight of the rows of the class, and of the others. */
  readonly positives: number;
  readonly negatives: number;
  readonly scores: Float64Array;
  /** Weight of the rows taken rightly when everything with at least the score is. */
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
}

/** Orders of more cells than these are not kept: four bytes each. */
const KEPT_CELLS = 2 ** 25;

const orders = new WeakMap<object, Map<number, RankedRows>>();
const rankings = new WeakMap<ClassificationOutcome, Map<number, Ranking>>();

/**
 * Rows ranked by the probability of a class. Weights do not change it, so it is kept by the probabilities'
 * identity: resampling ranks once.
 */
export function rankRows(outcome: ClassificationOutcome, positiveClass: number): RankedRows {
  const { probabilities } = outcome;
  if (probabilities === null || probabilities.length > KEPT_CELLS) return rank(outcome, positiveClass);
  return kept(orders, probabilities, { key: positiveClass, make: () => rank(outcome, positiveClass) });
}

/** What is found and what is taken wrongly at every cut, of one class against the rest. Kept: several metrics ask for it. */
export function cutsOf(outcome: ClassificationOutcome, positiveClass: number): Ranking {
  return kept(rankings, outcome, { key: positiveClass, make: () => cut(outcome, positiveClass) });
}

function rank({ probabilities, classes, actual }: ClassificationOutcome, positiveClass: number): RankedRows {
  const scores = Float64Array.from({ length: actual.length }, (_, row) => probabilities?.[row * classes + positiveClass] ?? 0);
  const order = descendingOrder(scores);
  const groupEnds = new Uint32Array(order.length);
  let groups = 0;
  for (let place = 1; place <= order.length; place++) {
    if (place === order.length || scores[order[place] ?? 0] !== scores[order[place - 1] ?? 0]) groupEnds[groups++] = place;
  }
  return { order, groupEnds: groupEnds.slice(0, groups) };
}

function cut(outcome: ClassificationOutcome, positiveClass: number): Ranking {
  const { actual, probabilities, classes, weights } = outcome;
  const { order, groupEnds } = rankRows(outcome, positiveClass);
  const scores = new Float64Array(groupEnds.length);
  const truePositives = new Float64Array(groupEnds.length);
  const falsePositives = new Float64Array(groupEnds.length);
  let positives = 0;
  let negatives = 0;
  let place = 0;
  groupEnds.forEach((end, group) => {
    for (; place < end; place++) {
      const row = order[place] ?? 0;
      const weight = weights?.[row] ?? 1;
      if (actual[row] === positiveClass) positives += weight;
      else negatives += weight;
    }
    scores[group] = probabilities?.[(order[end - 1] ?? 0) * classes + positiveClass] ?? 0;
    truePositives[group] = positives;
    falsePositives[group] = negatives;
  });
  return { positives, negatives, scores, truePositives, falsePositives };
}

function kept<Owner extends object, Value>(
  all: WeakMap<Owner, Map<number, Value>>,
  owner: Owner,
  { key, make }: { key: number; make: () => Value },
): Value {
  let ofOwner = all.get(owner);
  if (ofOwner === undefined) all.set(owner, (ofOwner = new Map<number, Value>()));
  let value = ofOwner.get(key);
  if (value === undefined) ofOwner.set(key, (value = make()));
  return value;
}

import { countsOfAll } from './confusion.js';
import type { ClassificationMetric, ClassificationOutcome } from './metric.js';
import { cutsOf, rankRows } from './ranking.js';

const facts = { task: 'classification', higherIsBetter: true, needs: 'probabilities' } as const;

/**
 * Area under the ROC curve: the chance that a row of the class is ranked above another row, ties
 * counted half. With more than two classes the mean over each class against the rest.
 *
 * @see Hanley & McNeil, Radiology 143 (1982): the area as a probability.
 */
export const rocAuc: ClassificationMetric = {
  ...facts,
  name: 'rocAuc',
  summary: 'area under the ROC curve; of more than two classes the mean over each against the rest',
  degenerate: 'undefined when a class has all rows or none',
  compute(outcome) {
    if (outcome.classes === 2) return areaUnder(outcome, 1);
    let sum = 0;
    for (let index = 0; index < outcome.classes; index++) sum += areaUnder(outcome, index);
    return sum / outcome.classes;
  },
};

/** Each class against the rest, by its share of the rows. */
export const rocAucWeighted: ClassificationMetric = {
  ...facts,
  name: 'rocAucWeighted',
  summary: 'the same, each class by its share of the rows',
  degenerate: 'undefined when a class has all rows or none',
  compute(outcome) {
    if (outcome.classes === 2) return areaUnder(outcome, 1);
    const counts = countsOfAll(outcome);
    const total = counts.reduce((sum, { actual }) => sum + actual, 0);
    return counts.reduce((sum, { actual }, index) => sum + (actual / total) * areaUnder(outcome, index), 0);
  },
};

/**
 * Mean over pairs of classes of the area between the two, each once as the positive one.
 *
 * @see Hand & Till, Machine Learning 45 (2001).
 */
export const rocAucOvo: ClassificationMetric = {
  ...facts,
  name: 'rocAucOvo',
  summary: 'area under the ROC curve, mean over pairs of classes',
  degenerate: 'over the classes that the rows have; undefined when they have one',
  compute: (outcome) => meanOverPairs(outcome, () => 1),
};

/** The same, each pair by its share of the rows. */
export const rocAucOvoWeighted: ClassificationMetric = {
  ...facts,
  name: 'rocAucOvoWeighted',
  summary: 'the same, each pair by its share of the rows',
  degenerate: 'over the classes that the rows have; undefined when they have one',
  compute: (outcome) => meanOverPairs(outcome, (left, right) => left + right),
};

/** By trapezoids; NaN when all rows or none are of the class. */
export function areaUnder(outcome: ClassificationOutcome, positiveClass: number): number {
  const { truePositives, falsePositives, positives, negatives } = cutsOf(outcome, positiveClass);
  let area = 0;
  for (let cut = 0; cut < truePositives.length; cut++) {
    const width = (falsePositives[cut] ?? 0) - (falsePositives[cut - 1] ?? 0);
    area += (width * ((truePositives[cut] ?? 0) + (truePositives[cut - 1] ?? 0))) / 2;
  }
  return area / (positives * negatives);
}

function meanOverPairs(outcome: ClassificationOutcome, share: (left: number, right: number) => number): number {
  const rowsOf = countsOfAll(outcome).map(({ actual }) => actual);
  const present = rowsOf.flatMap((rows, index) => (rows > 0 ? [index] : []));
  let sum = 0;
  let total = 0;
  for (const positive of present) {
    const wins = winsAgainst(outcome, positive);
    for (const negative of present) {
      if (negative === positive) continue;
      const [left, right] = [rowsOf[positive] ?? 0, rowsOf[negative] ?? 0];
      sum += (share(left, right) * (wins[negative] ?? 0)) / (left * right);
      total += share(left, right);
    }
  }
  return sum / total;
}

/** How often a row of the class is ranked above one of each other class, ties counted half; shape [classes]. One walk for all of them. */
function winsAgainst(outcome: ClassificationOutcome, positiveClass: number): Float64Array {
  const { actual, weights, classes } = outcome;
  const { order, groupEnds } = rankRows(outcome, positiveClass);
  const wins = new Float64Array(classes);
  let above = 0;
  let start = 0;
  for (const end of groupEnds) {
    let tied = 0;
    for (let place = start; place < end; place++) {
      const row = order[place] ?? 0;
      if (actual[row] === positiveClass) tied += weights?.[row] ?? 1;
    }
    for (let place = start; place < end; place++) {
      const row = order[place] ?? 0;
      const other = actual[row] ?? 0;
      if (other !== positiveClass) wins[other] = (wins[other] ?? 0) + (weights?.[row] ?? 1) * (above + tied / 2);
    }
    above += tied;
    start = end;
  }
  return wins;
}

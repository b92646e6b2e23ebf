import { countsOfAll } from './confusion.js';
import type { ClassificationMetric, ClassificationOutcome } from './metric.js';
import { cutsOf } from './ranking.js';

const facts = {
  task: 'classification',
  higherIsBetter: true,
  needs: 'probabilities',
  degenerate: 'undefined when a class has no row (scikit-learn warns and counts 0)',
} as const;

/** Area under the precision–recall curve by steps: each recall gained, times the precision it was gained at. */
export const averagePrecision: ClassificationMetric = {
  ...facts,
  name: 'averagePrecision',
  summary: 'area under the precision–recall curve (PR AUC); of more than two classes the mean over each against the rest',
  compute(outcome) {
    if (outcome.classes === 2) return steps(outcome, 1);
    let sum = 0;
    for (let index = 0; index < outcome.classes; index++) sum += steps(outcome, index);
    return sum / outcome.classes;
  },
};

/** Each class against the rest, by its share of the rows. */
export const averagePrecisionWeighted: ClassificationMetric = {
  ...facts,
  name: 'averagePrecisionWeighted',
  summary: 'the same, each class by its share of the rows',
  compute(outcome) {
    if (outcome.classes === 2) return steps(outcome, 1);
    const counts = countsOfAll(outcome);
    const total = counts.reduce((sum, { actual }) => sum + actual, 0);
    return counts.reduce((sum, { actual }, index) => sum + (actual / total) * steps(outcome, index), 0);
  },
};

function steps(outcome: ClassificationOutcome, positiveClass: number): number {
  const { truePositives, falsePositives, positives } = cutsOf(outcome, positiveClass);
  let area = 0;
  for (let cut = 0; cut < truePositives.length; cut++) {
    const found = truePositives[cut] ?? 0;
    const gained = found - (truePositives[cut - 1] ?? 0);
    if (gained > 0) area += (gained * found) / (found + (falsePositives[cut] ?? 0));
  }
  return area / positives;
}

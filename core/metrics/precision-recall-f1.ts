import { countsByClass, confusionMatrix, type ClassCounts } from './confusion.js';
import type { ClassificationMetric, ClassificationOutcome } from './metric.js';

type Score = (counts: ClassCounts) => number;

/** 0 where nothing was there to divide by, as scikit-learn's `zero_division=0` has it. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const scores: Readonly<Record<'precision' | 'recall' | 'f1', Score>> = {
  precision: ({ truePositives, predicted }) => ratio(truePositives, predicted),
  recall: ({ truePositives, actual }) => ratio(truePositives, actual),
  f1: ({ truePositives, actual, predicted }) => ratio(2 * truePositives, actual + predicted),
};

/** How the score of many classes becomes one number. */
const averages: Readonly<Record<string, (score: Score, outcome: ClassificationOutcome) => number>> = {
  Macro: (score, outcome) => weightedMean(countsByClass(outcome), score, () => 1),
  Weighted: (score, outcome) => weightedMean(countsByClass(outcome), score, ({ actual }) => actual),
  Micro: (score, outcome) => score(countsByClass(outcome).reduce(addCounts)),
};

/** Precision, recall and F1: of the positive class of two (`f1`), and averaged over classes (`f1Macro`, `f1Micro`, `f1Weighted`). */
export const precisionRecallF1: readonly ClassificationMetric[] = Object.entries(scores).flatMap(([name, score]) => [
  { ...metric(name, (outcome) => score(countsOfSecond(outcome))), binaryOnly: true },
  ...Object.entries(averages).map(([average, compute]) => metric(`${name}${average}`, (outcome) => compute(score, outcome))),
]);

function metric(name: string, compute: ClassificationMetric['compute']): ClassificationMetric {
  return { name, task: 'classification', higherIsBetter: true, needs: 'labels', compute };
}

function countsOfSecond(outcome: ClassificationOutcome): ClassCounts {
  const [[, falsePositives = 0] = [], [falseNegatives = 0, truePositives = 0] = []] = confusionMatrix(outcome);
  return { truePositives, actual: truePositives + falseNegatives, predicted: truePositives + falsePositives };
}

function weightedMean(counts: readonly ClassCounts[], score: Score, weight: Score): number {
  const total = counts.reduce((sum, one) => sum + weight(one), 0);
  return counts.reduce((sum, one) => sum + weight(one) * score(one), 0) / total;
}

function addCounts(left: ClassCounts, right: ClassCounts): ClassCounts {
  return {
    truePositives: left.truePositives + right.truePositives,
    actual: left.actual + right.actual,
    predicted: left.predicted + right.predicted,
  };
}

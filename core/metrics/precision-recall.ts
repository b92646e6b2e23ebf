import { countsByClass, countsOfAll, type ClassCounts } from './confusion.js';
import type { ClassificationMetric, ClassificationOutcome, MetricFamily } from './metric.js';

type Score = (counts: ClassCounts) => number;

/** 0 where nothing was there to divide by, as scikit-learn's `zero_division=0` has it. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const fBetaScore =
  (beta: number): Score =>
  ({ truePositives, actual, predicted }) =>
    ratio((1 + beta ** 2) * truePositives, beta ** 2 * actual + predicted);

interface Described {
  readonly score: Score;
  readonly summary: string;
  readonly degenerate: string;
}

const scores: Readonly<Record<'precision' | 'recall' | 'f1' | 'jaccard', Described>> = {
  precision: {
    score: ({ truePositives, predicted }) => ratio(truePositives, predicted),
    summary: 'share of the rows taken for a class that are of it',
    degenerate: '0 for a class that no row is taken for',
  },
  recall: {
    score: ({ truePositives, actual }) => ratio(truePositives, actual),
    summary: 'share of the rows of a class that are taken for it',
    degenerate: '0 for a class without rows',
  },
  f1: { score: fBetaScore(1), summary: 'harmonic mean of precision and recall', degenerate: '0 for a class without right rows' },
  jaccard: {
    score: ({ truePositives, actual, predicted }) => ratio(truePositives, actual + predicted - truePositives),
    summary: 'right rows among those of a class or taken for it',
    degenerate: '0 for a class without right rows',
  },
};

const fBeta = (beta: number): Described => ({
  score: fBetaScore(beta),
  summary: 'mean of precision and recall in which recall counts beta times as much',
  degenerate: '0 for a class without right rows',
});

type Average = (score: Score, outcome: ClassificationOutcome) => number;

/** How the score of many classes becomes one number: over the classes that occur, actual or predicted. */
const averages: Readonly<Record<'' | 'Macro' | 'Weighted' | 'Micro', { average: Average; summary: string }>> = {
  '': { average: (score, outcome) => score(countsOfAll(outcome)[1] ?? NOTHING), summary: 'of the positive class' },
  Macro: { average: (score, outcome) => meanOf(countsByClass(outcome), score, () => 1), summary: 'mean over the classes' },
  Weighted: {
    average: (score, outcome) => meanOf(countsByClass(outcome), score, ({ actual }) => actual),
    summary: 'mean over the classes by their shares of the rows',
  },
  Micro: { average: (score, outcome) => score(countsByClass(outcome).reduce(addCounts, NOTHING)), summary: 'over all classes together' },
};

const NOTHING: ClassCounts = { truePositives: 0, actual: 0, predicted: 0 };

/** Precision, recall, F1 and Jaccard: of the positive class of two (`f1`), and averaged over classes (`f1Macro`, `f1Weighted`, `f1Micro`). */
export const precisionRecall: readonly ClassificationMetric[] = Object.entries(scores).flatMap(
  ([name, described]) => Object.keys(averages).map((average) => metricOf(`${name}${average}`, described, average as keyof typeof averages)), // its own keys
);

/** `fBeta@2`, and the averages `fBetaMacro@2`, `fBetaWeighted@2`, `fBetaMicro@2`. */
export const fBetas: readonly MetricFamily[] = Object.keys(averages).map((average) => ({
  name: `fBeta${average}`,
  parameter: 'beta',
  expects: 'a number above 0',
  example: 2,
  admits: (beta) => beta > 0 && Number.isFinite(beta),
  of: (beta) => metricOf(`fBeta${average}@${String(beta)}`, fBeta(beta), average as keyof typeof averages), // its own keys
}));

function metricOf(name: string, { score, summary, degenerate }: Described, average: keyof typeof averages): ClassificationMetric {
  return {
    name,
    summary: `${summary}, ${averages[average].summary}`,
    degenerate,
    task: 'classification',
    higherIsBetter: true,
    needs: 'labels',
    ...(average === '' && { binaryOnly: true }),
    compute: (outcome) => averages[average].average(score, outcome),
  };
}

function meanOf(counts: readonly ClassCounts[], score: Score, weight: Score): number {
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

import type { ClassificationDetails, RegressionDetails } from '../model/evaluation-details.js';
import type { ClassLabel } from '../model/signature.js';
import { sharesOf } from './baseline.js';
import { calibrationBins, precisionRecallCurve, rocCurve } from './curves.js';
import type { ClassificationOutcome, RegressionOutcome } from './metric.js';
import { residualHistogram } from './residuals.js';

/** Curves in one picture; of more classes the most frequent are shown. */
const MAX_CURVES = 10;

const MAX_POINTS = 1000;

/** The curves of a classifier: of the positive class of two, else of each class against the rest. */
export function describeClassification(outcome: ClassificationOutcome, labels: readonly ClassLabel[]): ClassificationDetails {
  const curves = shownClasses(outcome).map((index) => ({ index, class: labels[index] ?? index }));
  return {
    roc: curves.map(({ index, class: label }) => ({ class: label, points: rocCurve(outcome, index) })),
    precisionRecall: curves.map(({ index, class: label }) => ({ class: label, points: precisionRecallCurve(outcome, index) })),
    calibration: curves.map(({ index, class: label }) => ({ class: label, bins: calibrationBins(outcome, index) })),
  };
}

/** Residuals of all rows, and some rows to look at, evenly spaced. */
export function describeRegression(outcome: RegressionOutcome): RegressionDetails {
  const { actual, predicted } = outcome;
  const step = Math.max(1, actual.length / MAX_POINTS);
  const rows = Array.from({ length: Math.min(actual.length, MAX_POINTS) }, (_, index) => Math.floor(index * step));
  return {
    points: rows.map((row) => ({ actual: actual[row] ?? NaN, predicted: predicted[row] ?? NaN })),
    residuals: residualHistogram(outcome),
  };
}

function shownClasses({ classes, actual }: ClassificationOutcome): number[] {
  if (classes === 2) return [1];
  const shares = sharesOf(actual, classes);
  const byShare = shares.map((_, index) => index).sort((left, right) => (shares[right] ?? 0) - (shares[left] ?? 0));
  return byShare.slice(0, MAX_CURVES).sort((left, right) => left - right);
}

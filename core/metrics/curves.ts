import type { CalibrationBin, CurvePoint } from '../model/evaluation-details.js';
import type { ClassificationOutcome } from './metric.js';
import { cutsOf } from './ranking.js';

/** Points that a curve is thinned out to: more than a picture shows. */
export const CURVE_POINTS = 200;

const CALIBRATION_BINS = 10;

/** x: false positive rate, y: true positive rate; from (0, 0) to (1, 1). Empty when all rows or none are of the class. */
export function rocCurve(outcome: ClassificationOutcome, positiveClass: number): CurvePoint[] {
  const { truePositives, falsePositives, positives, negatives } = cutsOf(outcome, positiveClass);
  if (positives === 0 || negatives === 0) return [];
  const points = thinned(truePositives.length).map((cut): CurvePoint => ({
    x: (falsePositives[cut] ?? 0) / negatives,
    y: (truePositives[cut] ?? 0) / positives,
  }));
  return [{ x: 0, y: 0 }, ...points];
}

/** x: recall, y: precision. Empty when no row is of the class. */
export function precisionRecallCurve(outcome: ClassificationOutcome, positiveClass: number): CurvePoint[] {
  const { truePositives, falsePositives, positives } = cutsOf(outcome, positiveClass);
  if (positives === 0) return [];
  const points = thinned(truePositives.length).map((cut): CurvePoint => {
    const found = truePositives[cut] ?? 0;
    const taken = found + (falsePositives[cut] ?? 0);
    return { x: found / positives, y: taken === 0 ? 1 : found / taken };
  });
  return [{ x: 0, y: 1 }, ...points];
}

/** Predicted against observed share of a class, in bins of equal width. */
export function calibrationBins(
  { actual, probabilities, classes, weights }: ClassificationOutcome,
  positiveClass: number,
): CalibrationBin[] {
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ predicted: 0, observed: 0, weight: 0, rows: 0 }));
  for (let row = 0; row < actual.length; row++) {
    const probability = probabilities?.[row * classes + positiveClass] ?? 0;
    const bin = bins[Math.min(Math.floor(probability * CALIBRATION_BINS), CALIBRATION_BINS - 1)];
    if (bin === undefined) continue; // a probability that is no number
    const weight = weights?.[row] ?? 1;
    bin.predicted += weight * probability;
    bin.observed += actual[row] === positiveClass ? weight : 0;
    bin.weight += weight;
    bin.rows++;
  }
  return bins
    .filter(({ weight }) => weight > 0)
    .map(({ predicted, observed, weight, rows }) => ({ predicted: predicted / weight, observed: observed / weight, rows }));
}

/** Evenly spaced ones of many cuts, the first and the last among them. */
function thinned(cuts: number): number[] {
  const shown = cuts < CURVE_POINTS ? cuts : CURVE_POINTS - 1;
  const step = shown < 2 ? 0 : (cuts - 1) / (shown - 1);
  return Array.from({ length: shown }, (_, index) => Math.round(index * step));
}

import type { CalibrationBin, CurvePoint } from '../model/evaluation-details.js';
import type { ClassificationOutcome } from './metric.js';
import { rankRows, type Cut } from './ranking.js';

/** Points that a curve is thinned out to: more than a picture shows. */
export const CURVE_POINTS = 200;

const CALIBRATION_BINS = 10;

/** x: false positive rate, y: true positive rate; from (0, 0) to (1, 1). Empty when all rows or none are of the class. */
export function rocCurve(outcome: ClassificationOutcome, positiveClass: number): CurvePoint[] {
  const { cuts, positives, negatives } = rankRows(outcome, positiveClass);
  if (positives === 0 || negatives === 0) return [];
  const point = ({ falsePositives, truePositives }: Cut): CurvePoint => ({ x: falsePositives / negatives, y: truePositives / positives });
  return [{ x: 0, y: 0 }, ...thin(cuts).map(point)];
}

/** x: recall, y: precision. Empty when no row is of the class. */
export function precisionRecallCurve(outcome: ClassificationOutcome, positiveClass: number): CurvePoint[] {
  const { cuts, positives } = rankRows(outcome, positiveClass);
  if (positives === 0) return [];
  const point = ({ truePositives, falsePositives }: Cut): CurvePoint => ({
    x: truePositives / positives,
    y: truePositives / (truePositives + falsePositives),
  });
  return [{ x: 0, y: 1 }, ...thin(cuts).map(point)];
}

/** Predicted against observed share of a class, in bins of equal width. */
export function calibrationBins({ actual, probabilities, classes }: ClassificationOutcome, positiveClass: number): CalibrationBin[] {
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ predicted: 0, observed: 0, rows: 0 }));
  for (let row = 0; row < actual.length; row++) {
    const probability = probabilities?.[row * classes + positiveClass] ?? 0;
    const bin = bins[Math.min(Math.floor(probability * CALIBRATION_BINS), CALIBRATION_BINS - 1)];
    if (bin === undefined) continue; // a probability that is no number
    bin.predicted += probability;
    bin.observed += actual[row] === positiveClass ? 1 : 0;
    bin.rows++;
  }
  return bins
    .filter(({ rows }) => rows > 0)
    .map(({ predicted, observed, rows }) => ({ predicted: predicted / rows, observed: observed / rows, rows }));
}

/** Evenly spaced ones of many, the first and the last among them. */
function thin(cuts: readonly Cut[]): readonly Cut[] {
  if (cuts.length < CURVE_POINTS) return cuts;
  const step = (cuts.length - 1) / (CURVE_POINTS - 2);
  return Array.from({ length: CURVE_POINTS - 1 }, (_, index) => cuts[Math.round(index * step)]).filter((cut) => cut !== undefined);
}

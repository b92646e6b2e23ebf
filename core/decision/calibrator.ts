import type { ClassificationOutcome } from '../metrics/metric.js';
import type { GraphNode } from '../onnx/graph.js';
import { cast, concat, div, equal, gather, integers, reduceSum, scalar, sub, where } from '../onnx/operators.js';
import { applyIsotonic, fitIsotonic, isotonicGraph, type IsotonicCurve } from './isotonic-calibration.js';
import { applySigmoid, fitSigmoid, sigmoidGraph, type CalibrationRows, type SigmoidCurve } from './sigmoid-calibration.js';

export type CalibrationMethod = 'sigmoid' | 'isotonic';

/** Learned; plain JSON. Of two classes one curve, of the second one; of more a curve for each against the rest, made to sum to 1. */
export type Calibrator =
  | { readonly method: 'sigmoid'; readonly curves: readonly SigmoidCurve[] }
  | { readonly method: 'isotonic'; readonly curves: readonly IsotonicCurve[] };

/** Fits a curve for each class, to predictions of rows that the model has not seen. */
export function fitCalibrator(method: CalibrationMethod, outcome: ClassificationOutcome): Calibrator {
  const { classes } = outcome;
  const shown = classes === 2 ? [1] : Array.from({ length: classes }, (_, index) => index);
  const rows = shown.map((index) => rowsOf(outcome, index));
  return method === 'sigmoid' ? { method, curves: rows.map(fitSigmoid) } : { method, curves: rows.map(fitIsotonic) };
}

function rowsOf({ actual, probabilities, classes, weights }: ClassificationOutcome, index: number): CalibrationRows {
  return {
    scores: Float64Array.from({ length: actual.length }, (_, row) => probabilities?.[row * classes + index] ?? NaN),
    isClass: Uint8Array.from({ length: actual.length }, (_, row) => Number(actual[row] === index)),
    weights,
  };
}

/**
 * @param probabilities - Row-major, shape [rows, classes].
 * @returns The same shape; rows of which every class has come to 0 give each the same.
 */
export function calibrate(calibrator: Calibrator, probabilities: Float32Array, classes: number): Float32Array {
  const calibrated = new Float32Array(probabilities.length);
  const curves = curvesOf(calibrator);
  for (let start = 0; start < probabilities.length; start += classes) {
    if (classes === 2) {
      const second = curves[0]?.(probabilities[start + 1] ?? NaN) ?? NaN;
      calibrated.set([1 - second, second], start);
      continue;
    }
    const values = curves.map((curve, index) => curve(probabilities[start + index] ?? NaN));
    const sum = values.reduce((total, value) => total + value, 0);
    calibrated.set(
      values.map((value) => (sum === 0 ? 1 / classes : value / sum)),
      start,
    );
  }
  return calibrated;
}

function curvesOf({ method, curves }: Calibrator): ((score: number) => number)[] {
  return method === 'sigmoid'
    ? curves.map((curve) => (score: number) => applySigmoid(curve, score))
    : curves.map((curve) => (score: number) => applyIsotonic(curve, score));
}

/** The same in float64 as a graph. @param probabilities - float32, shape [rows, classes]; so is what it gives. */
export function calibratorGraph(calibrator: Calibrator, probabilities: GraphNode): GraphNode {
  const { method, curves } = calibrator;
  const scoreOf = (index: number): GraphNode => cast(gather(probabilities, integers([index]), 1), 'float64');
  const at = (index: number): number => (curves.length === 1 ? 1 : index);
  const columns =
    method === 'sigmoid'
      ? curves.map((curve, index) => sigmoidGraph(curve, scoreOf(at(index))))
      : curves.map((curve, index) => isotonicGraph(curve, scoreOf(at(index))));
  const [second] = columns;
  if (columns.length === 1 && second !== undefined) return cast(concat([sub(scalar(1), second), second], 1), 'float32');
  const joined = concat(columns, 1);
  const sum = reduceSum(joined, { axes: [1] });
  const none = equal(sum, scalar(0));
  return cast(where(none, scalar(1 / columns.length), div(joined, where(none, scalar(1), sum))), 'float32');
}

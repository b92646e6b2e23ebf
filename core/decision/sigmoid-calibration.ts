import { add, less, log, mul, scalar, sigmoid, sub, where } from '../onnx/operators.js';
import type { GraphNode } from '../onnx/graph.js';

/** Calibrated log-odds are slope · log-odds + offset. */
export interface SigmoidCurve {
  readonly slope: number;
  readonly offset: number;
}

/** Scores and truths to fit a curve to. */
export interface CalibrationRows {
  /** Probability of the class, shape [rows]. */
  readonly scores: Float64Array;
  /** 1 where the row is of the class, else 0. */
  readonly isClass: Uint8Array;
  readonly weights?: Float64Array | undefined;
}

/** A probability is kept so far from 0 and 1: the float32 epsilon. */
const LEAST = 2 ** -23;

const MOST_STEPS = 100;

/**
 * Platt's method on log-odds, so that probabilities which are calibrated already stay as they are: logistic
 * regression with the targets (n₊ + 1) / (n₊ + 2) and 1 / (n₋ + 2), by Newton's method with backtracking.
 *
 * @see Platt, Probabilistic outputs for support vector machines (1999).
 * @see Lin, Lin & Weng, Machine Learning 68 (2007): the method, and why its sums are written as they are.
 */
export function fitSigmoid({ scores, isClass, weights }: CalibrationRows): SigmoidCurve {
  const odds = scores.map(logOdds);
  const weightAt = (row: number): number => weights?.[row] ?? 1;
  let [positives, negatives] = [0, 0];
  isClass.forEach((own, row) => (own === 1 ? (positives += weightAt(row)) : (negatives += weightAt(row))));
  const targets = Float64Array.from(isClass, (own) => (own === 1 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2)));

  const loss = ({ slope, offset }: SigmoidCurve): number => {
    let sum = 0;
    odds.forEach((value, row) => {
      const z = slope * value + offset;
      sum +=
        weightAt(row) *
        (z >= 0 ? Math.log1p(Math.exp(-z)) + (1 - (targets[row] ?? 0)) * z : Math.log1p(Math.exp(z)) - (targets[row] ?? 0) * z);
    });
    return sum;
  };
  let curve: SigmoidCurve = { slope: 0, offset: Math.log((positives + 1) / (negatives + 1)) };
  let here = loss(curve);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { direction, slopeDown, largest } = newtonStep(curve, { odds, targets, weightAt });
    if (largest <= 1e-10 * (positives + negatives)) break;
    let length = 1;
    let next = curve;
    let there = Infinity;
    for (; length >= 1e-10; length /= 2) {
      next = { slope: curve.slope + length * direction.slope, offset: curve.offset + length * direction.offset };
      there = loss(next);
      if (there < here + 1e-4 * length * slopeDown) break;
    }
    if (!(there < here)) break; // the rest is rounding
    [curve, here] = [next, there];
  }
  return curve;
}

interface Fit {
  readonly odds: Float64Array;
  readonly targets: Float64Array;
  readonly weightAt: (row: number) => number;
}

function newtonStep({ slope, offset }: SigmoidCurve, { odds, targets, weightAt }: Fit) {
  let [ss, so, oo, gradientSlope, gradientOffset] = [1e-12, 0, 1e-12, 0, 0]; // the ridge keeps the matrix invertible
  odds.forEach((value, row) => {
    const probability = 1 / (1 + Math.exp(-(slope * value + offset)));
    const curvature = weightAt(row) * probability * (1 - probability);
    const error = weightAt(row) * (probability - (targets[row] ?? 0));
    ss += value * value * curvature;
    so += value * curvature;
    oo += curvature;
    gradientSlope += value * error;
    gradientOffset += error;
  });
  const determinant = ss * oo - so * so;
  const direction = {
    slope: -(oo * gradientSlope - so * gradientOffset) / determinant,
    offset: -(ss * gradientOffset - so * gradientSlope) / determinant,
  };
  const slopeDown = gradientSlope * direction.slope + gradientOffset * direction.offset;
  return { direction, slopeDown, largest: Math.max(Math.abs(gradientSlope), Math.abs(gradientOffset)) };
}

export function applySigmoid({ slope, offset }: SigmoidCurve, score: number): number {
  return 1 / (1 + Math.exp(-(slope * logOdds(score) + offset)));
}

/** @param score - float64. */
export function sigmoidGraph({ slope, offset }: SigmoidCurve, score: GraphNode): GraphNode {
  const [least, most] = [scalar(LEAST), scalar(1 - LEAST)];
  const above = where(less(score, least), least, score);
  const inside = where(less(most, above), most, above);
  return sigmoid(add(mul(scalar(slope), sub(log(inside), log(sub(scalar(1), inside)))), scalar(offset)));
}

function logOdds(score: number): number {
  const inside = Math.min(Math.max(score, LEAST), 1 - LEAST);
  return Math.log(inside) - Math.log(1 - inside);
}

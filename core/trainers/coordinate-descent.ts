import type { CancellationFlag } from '../pipeline/stage-context.js';

/**
 * Half of w·Q·w, minus q·w, half of y² , plus penalties on each weight: least squares by their products, where Q
 * has the products of the features, q those of features and target, y² those of the target.
 */
export interface PenalisedSquares {
  /** Q, row-major, shape [features, features]. */
  readonly gram: Float64Array;
  /** q, shape [features]. */
  readonly moment: Float64Array;
  /** y². */
  readonly targetSquares: number;
  /** On the absolute weights, shape [features], above 0. */
  readonly l1: Float64Array;
  /** On half the squared weights, shape [features]. */
  readonly l2: Float64Array;
}

interface DescentOptions {
  /** Converged when the duality gap is at most this share of y². */
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly signal: CancellationFlag;
}

interface Descent {
  readonly weights: Float64Array;
  /** Sweeps over all features. */
  readonly iterations: number;
  readonly converged: boolean;
  /** How much the objective can still be above its minimum, at most. */
  readonly gap: number;
}

/**
 * Minimises by one weight after the other, in their order.
 *
 * @throws LeatError `CANCELLED`.
 * @see Friedman, Hastie & Tibshirani, Journal of Statistical Software 33 (2010), section 2.2.
 */
export function descendByCoordinates(squares: PenalisedSquares, { tolerance, maxIterations, signal }: DescentOptions): Descent {
  const { gram, moment, targetSquares } = squares;
  const width = moment.length;
  const weights = new Float64Array(width);
  const residuals = moment.slice(); // products of the features with what is not explained yet: q − Q·w
  let gap = dualityGap(squares, weights, residuals);
  let iterations = 0;
  while (gap > tolerance * targetSquares && iterations < maxIterations) {
    signal.throwIfCancelled();
    for (let feature = 0; feature < width; feature++) {
      const change = improvement(squares, feature, { weights, residuals });
      if (change === 0) continue;
      weights[feature] = (weights[feature] ?? 0) + change;
      for (let other = 0; other < width; other++) {
        residuals[other] = (residuals[other] ?? 0) - change * (gram[feature * width + other] ?? 0);
      }
    }
    iterations++;
    gap = dualityGap(squares, weights, residuals);
  }
  return { weights, iterations, converged: gap <= tolerance * targetSquares, gap };
}

interface Point {
  readonly weights: Float64Array;
  readonly residuals: Float64Array;
}

/** To the best value of one weight while the others stay: a shrunken least-squares step. */
function improvement({ gram, l1, l2, moment }: PenalisedSquares, feature: number, { weights, residuals }: Point): number {
  const own = gram[feature * moment.length + feature] ?? 0;
  if (own === 0) return 0; // a constant feature
  const weight = weights[feature] ?? 0;
  const pull = (residuals[feature] ?? 0) + own * weight;
  const shrunken = Math.sign(pull) * Math.max(Math.abs(pull) - (l1[feature] ?? 0), 0);
  return shrunken / (own + (l2[feature] ?? 0)) - weight;
}

/**
 * How far the objective is above a value that no point can be below: that of the residuals, scaled until they
 * are feasible in the dual problem.
 *
 * @see Kim et al., An Interior-Point Method for Large-Scale l1-Regularized Least Squares (2007), section III.
 */
function dualityGap({ moment, targetSquares, l1, l2 }: PenalisedSquares, weights: Float64Array, residuals: Float64Array): number {
  let [excess, explained, unexplained, absolute, squared] = [0, 0, targetSquares, 0, 0];
  for (let feature = 0; feature < weights.length; feature++) {
    const weight = weights[feature] ?? 0;
    const pull = (residuals[feature] ?? 0) - (l2[feature] ?? 0) * weight;
    excess = Math.max(excess, Math.abs(pull) / (l1[feature] ?? 1));
    explained += weight * (moment[feature] ?? 0);
    // y² − 2 q·w + w·Q·w, of which Q·w is q minus the residuals
    unexplained -= weight * ((moment[feature] ?? 0) + (residuals[feature] ?? 0));
    absolute += (l1[feature] ?? 0) * Math.abs(weight);
    squared += (l2[feature] ?? 0) * weight * weight;
  }
  const scale = excess > 1 ? 1 / excess : 1;
  return ((1 + scale * scale) * (unexplained + squared)) / 2 + absolute - scale * (targetSquares - explained);
}

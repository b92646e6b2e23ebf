/**
 * What L-BFGS does where absolute coordinates are penalised too: the sum has no gradient where one is 0, so each
 * iteration stays in the part of space in which no coordinate changes its sign, where it has one.
 *
 * @see Andrew & Gao, Scalable Training of L1-Regularized Log-Linear Models (2007), section 3.2.
 */

/** The derivative towards the steepest way down, 0 where every way leads up. @param l1 - Penalty on each absolute coordinate. */
export function pseudoGradient(gradient: Float64Array, { point, l1 }: { point: Float64Array; l1: Float64Array }): Float64Array {
  return gradient.map((slope, index) => {
    const penalty = l1[index] ?? 0;
    const side = Math.sign(point[index] ?? 0);
    if (side !== 0) return slope + side * penalty;
    return Math.sign(slope) * Math.max(Math.abs(slope) - penalty, 0);
  });
}

/** Stops a direction in the penalised coordinates in which it would lead up. */
export function keepDownhill(direction: Float64Array, { pseudo, l1 }: { pseudo: Float64Array; l1: Float64Array }): void {
  for (let index = 0; index < direction.length; index++) {
    if ((l1[index] ?? 0) > 0 && (direction[index] ?? 0) * (pseudo[index] ?? 0) >= 0) direction[index] = 0;
  }
}

interface Orthant {
  readonly from: Float64Array;
  readonly pseudo: Float64Array;
  readonly l1: Float64Array;
}

/** Sets coordinates to 0 that have changed their sign on the way from a point. */
export function keepInOrthant(point: Float64Array, { from, pseudo, l1 }: Orthant): void {
  for (let index = 0; index < point.length; index++) {
    const side = Math.sign(from[index] ?? 0) || -Math.sign(pseudo[index] ?? 0);
    if ((l1[index] ?? 0) > 0 && Math.sign(point[index] ?? 0) !== side) point[index] = 0;
  }
}

export function absolutePenalty(point: Float64Array, l1: Float64Array): number {
  return point.reduce((sum, value, index) => sum + Math.abs(value) * (l1[index] ?? 0), 0);
}

import type { CancellationFlag } from '../pipeline/stage-context.js';

/** Share of its diagonal entry that a pivot has to keep; less is rounding of a column that the earlier ones explain. */
const LEAST_PIVOT = 1e-10;

export interface Solution {
  readonly values: Float64Array;
  /** Unknowns that were set to 0, since the earlier ones explain their column. */
  readonly dropped: readonly number[];
}

/**
 * Solves a symmetric positive semi-definite system by Cholesky factors.
 *
 * Where the matrix lacks rank, an unknown whose column is a combination of earlier ones becomes 0, as in
 * R's `lm`: the result solves the system still, it has as few unknowns as possible, and does not hang on
 * rounding.
 *
 * @param matrix - Row-major, shape [size, size]; overwritten by the factors.
 * @param right - Shape [size].
 * @throws LeatError `CANCELLED`.
 * @see Golub & Van Loan, Matrix Computations, 4th ed. (2013), ch. 4.2.
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array, signal: CancellationFlag): Solution {
  const { solve, dropped } = factorSymmetric(matrix, { size: right.length, signal });
  return { values: solve(right), dropped };
}

export interface Factored {
  /** @param right - Shape [size]. @returns Of the same shape. */
  readonly solve: (right: Float64Array) => Float64Array;
  readonly dropped: readonly number[];
}

interface FactorOptions {
  readonly size: number;
  readonly signal: CancellationFlag;
}

/** The same for many right sides. @param matrix - Overwritten by the factors. @throws LeatError `CANCELLED`. */
export function factorSymmetric(matrix: Float64Array, { size, signal }: FactorOptions): Factored {
  const dropped = factor(matrix, { size, signal });
  const kept = Array.from({ length: size }, (_, index) => index).filter((index) => !dropped.includes(index));
  const upwards = kept.toReversed();
  return {
    dropped,
    solve(right) {
      const values = right.slice();
      for (const unknown of dropped) values[unknown] = 0;
      for (const row of kept) {
        let sum = values[row] ?? 0;
        for (let column = 0; column < row; column++) sum -= (matrix[row * size + column] ?? 0) * (values[column] ?? 0);
        values[row] = sum / (matrix[row * size + row] ?? 1);
      }
      for (const row of upwards) {
        let sum = values[row] ?? 0;
        for (let below = row + 1; below < size; below++) sum -= (matrix[below * size + row] ?? 0) * (values[below] ?? 0);
        values[row] = sum / (matrix[row * size + row] ?? 1);
      }
      return values;
    },
  };
}

/** Leaves the factor in the lower triangle; rows and columns of dropped unknowns are 0. @returns The dropped ones. */
function factor(matrix: Float64Array, { size, signal }: FactorOptions): number[] {
  const dropped: number[] = [];
  for (let column = 0; column < size; column++) {
    signal.throwIfCancelled();
    const original = matrix[column * size + column] ?? 0;
    const pivot = original - rowProduct(matrix, size, [column, column, column]);
    const keeps = original > 0 && pivot > LEAST_PIVOT * original;
    if (!keeps) dropped.push(column);
    const root = Math.sqrt(pivot);
    for (let row = column; row < size; row++) {
      const cell = row * size + column;
      matrix[cell] = !keeps ? 0 : row === column ? root : ((matrix[cell] ?? 0) - rowProduct(matrix, size, [row, column, column])) / root;
    }
    if (!keeps) matrix.fill(0, column * size, column * size + column);
  }
  return dropped;
}

/** Dot product of the beginnings of two rows. */
function rowProduct(matrix: Float64Array, size: number, [left, right, length]: readonly [number, number, number]): number {
  let sum = 0;
  for (let index = 0; index < length; index++) sum += (matrix[left * size + index] ?? 0) * (matrix[right * size + index] ?? 0);
  return sum;
}

const MOST_SWEEPS = 60;

export interface Eigen {
  /** Descending. */
  readonly values: readonly number[];
  /** Of each value, of length 1. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by rotations that make one entry beside the diagonal 0
 * after the other: slow for hundreds of rows, but accurate and always in the same order.
 *
 * @param matrix - Row-major, shape [size, size]; not changed.
 * @see Golub & Van Loan, Matrix Computations, 4th ed. (2013), 8.5: cyclic Jacobi.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const rest = Float64Array.from(matrix);
  const vectors = Float64Array.from({ length: size * size }, (_, place) => Number(place % (size + 1) === 0));
  for (let sweep = 0; sweep < MOST_SWEEPS && !isDiagonal(rest, size); sweep++) {
    for (let row = 0; row < size; row++) for (let column = row + 1; column < size; column++) rotate({ rest, vectors, size }, row, column);
  }
  const order = Array.from({ length: size }, (_, index) => index).sort((left, right) => at(rest, size, right) - at(rest, size, left));
  return {
    values: order.map((index) => at(rest, size, index)),
    vectors: order.map((index) => Float64Array.from({ length: size }, (_, row) => vectors[row * size + index] ?? 0)),
  };
}

interface Rotated {
  readonly rest: Float64Array;
  readonly vectors: Float64Array;
  readonly size: number;
}

/** Makes the entry at row and column 0, by a rotation in the plane of the two. */
function rotate({ rest, vectors, size }: Rotated, p: number, q: number): void {
  const entry = rest[p * size + q] ?? 0;
  if (entry === 0) return;
  const ratio = (at(rest, size, q) - at(rest, size, p)) / (2 * entry);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) turn(rest, [k * size + p, k * size + q], { cosine, sine });
  for (let k = 0; k < size; k++) turn(rest, [p * size + k, q * size + k], { cosine, sine });
  for (let k = 0; k < size; k++) turn(vectors, [k * size + p, k * size + q], { cosine, sine });
}

function turn(values: Float64Array, [first, second]: readonly [number, number], { cosine, sine }: { cosine: number; sine: number }): void {
  const [left = 0, right = 0] = [values[first], values[second]];
  values[first] = cosine * left - sine * right;
  values[second] = sine * left + cosine * right;
}

/** What is left beside the diagonal is lost in its rounding. */
function isDiagonal(matrix: Float64Array, size: number): boolean {
  let beside = 0;
  let total = 0;
  matrix.forEach((value, place) => {
    total += value * value;
    if (place % (size + 1) !== 0) beside += value * value;
  });
  return beside <= total * Number.EPSILON ** 2;
}

function at(matrix: Float64Array, size: number, index: number): number {
  return matrix[index * (size + 1)] ?? 0;
}

import type { Rows } from './prepare-fold.js';

/** Some of the rows, in the order of their indices. */
export function rowsAt({ table, target, weights }: Rows, indices: Uint32Array): Rows {
  const take = (values: Float64Array): Float64Array => Float64Array.from(indices, (row) => values[row] ?? NaN);
  return { table: table.take(indices), target: { ...target, values: take(target.values) }, weights: weights && take(weights) };
}

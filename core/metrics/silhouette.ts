/** Rows with the cluster that each is in. */
export interface ClusteredRows {
  readonly rows: number;
  /** Row-major, shape [rows, features]. */
  readonly data: Float32Array;
  /** Shape [rows]. */
  readonly cluster: ArrayLike<number>;
  readonly clusters: number;
}

/**
 * How much nearer a row is to those of its own cluster than to those of the next, relative to the farther of both, as a mean over
 * all rows: 1 at best. A row that is alone in its cluster counts 0, and so do all where there is one cluster alone.
 *
 * @param look - Called before each row: throws to end it.
 * @see Rousseeuw, Silhouettes (1987); scikit-learn's silhouette_score, which refuses a single cluster.
 */
export function silhouette({ rows, data, cluster, clusters }: ClusteredRows, look: (row: number) => void): number {
  const sums = new Float64Array(rows * clusters); // of the distances from each row to those of each cluster
  const sizes = new Float64Array(clusters);
  const width = data.length / rows;
  for (let row = 0; row < rows; row++) {
    look(row);
    const own = cluster[row] ?? 0;
    sizes[own] = (sizes[own] ?? 0) + 1;
    for (let other = row + 1; other < rows; other++) {
      const distance = distanceBetween(data, { one: row * width, other: other * width, width });
      const [mine, theirs] = [row * clusters + (cluster[other] ?? 0), other * clusters + own];
      sums[mine] = (sums[mine] ?? 0) + distance;
      sums[theirs] = (sums[theirs] ?? 0) + distance;
    }
  }
  let total = 0;
  for (let row = 0; row < rows; row++) total += widthOf(sums.subarray(row * clusters, (row + 1) * clusters), sizes, cluster[row] ?? 0);
  return total / rows;
}

function distanceBetween(data: Float32Array, { one, other, width }: { one: number; other: number; width: number }): number {
  let sum = 0;
  for (let feature = 0; feature < width; feature++) sum += ((data[one + feature] ?? NaN) - (data[other + feature] ?? NaN)) ** 2;
  return Math.sqrt(sum);
}

function widthOf(sums: Float64Array, sizes: Float64Array, own: number): number {
  const others = (sizes[own] ?? 0) - 1;
  let next = Infinity;
  for (const [each, size] of sizes.entries()) if (each !== own && size > 0) next = Math.min(next, (sums[each] ?? NaN) / size);
  if (others === 0 || next === Infinity) return 0;
  const within = (sums[own] ?? NaN) / others;
  const farther = Math.max(within, next);
  return farther === 0 ? 0 : (next - within) / farther;
}

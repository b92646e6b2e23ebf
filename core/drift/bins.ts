import type { Table } from '../table/table.js';

/** Bins of a numeric column: by convention of the stability index, tenths of the reference rows. */
const BINS = 10;

/** Edges of the bins of every column, from a sample of its rows: quantiles of numbers, null for texts. */
export function binEdges(sample: Table): Map<string, readonly number[] | null> {
  return new Map(
    [...sample.columns()].map(([name, column]) => [name, column.type === 'string' ? null : quantileEdges(column.values)]),
  );
}

/** Rising; fewer than BINS − 1 when values repeat. The largest value is no edge: beyond it is no bin of the reference. */
function quantileEdges(values: Float64Array): number[] {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const quantiles = Array.from({ length: BINS - 1 }, (_, index) => known[Math.ceil(((index + 1) * known.length) / BINS) - 1]);
  const largest = known.at(-1);
  return [...new Set(quantiles)].filter((edge) => edge !== undefined && edge !== largest).map(Number);
}

/** Bin i holds edges[i − 1] < value <= edges[i]: by bisection. */
export function binOf(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (edges[middle] ?? Infinity)) high = middle;
    else low = middle + 1;
  }
  return low;
}

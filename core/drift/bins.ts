import type { Table } from '../table/table.js';
import type { ColumnProfile } from './profile.js';

/** Bins of a numeric column: by convention of the stability index, tenths of the reference rows. */
const BINS = 10;

/** What the rows of a column are counted into: ranges between edges, or texts; null: the most frequent ones. */
export type ColumnBins = { readonly edges: readonly number[] } | { readonly texts: readonly string[] | null };

/** Bins for every column, from a sample of its rows: quantiles of numbers. */
export function binsOf(sample: Table): Map<string, ColumnBins> {
  return new Map(
    [...sample.columns()].map(([name, column]) => [
      name,
      column.type === 'string' ? { texts: null } : { edges: quantileEdges(column.values) },
    ]),
  );
}

/** The bins of a column that was counted before. */
export function binsLike(profile: ColumnProfile): ColumnBins {
  return profile.kind === 'numeric' ? { edges: profile.edges } : { texts: profile.counts.map(([text]) => text) };
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

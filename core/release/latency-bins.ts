/** Of the first bin. */
const LEAST_MS = 0.1;
/** Each bin is a quarter wider than the one before: a percentile is read as exactly. */
const FACTOR = 1.25;
/** The last one is open: above 60 s. */
const BINS = 61;

export function emptyLatencies(): number[] {
  return new Array<number>(BINS).fill(0);
}

export function latencyBin(ms: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.ceil(Math.log(ms / LEAST_MS) / Math.log(FACTOR))));
}

/**
 * @param counts - Of requests by bin.
 * @param share - 0.95 for the 95th percentile.
 * @returns Milliseconds, the upper end of the percentile's bin; NaN without requests.
 */
export function latencyAt(counts: readonly number[], share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return NaN;
  let seen = 0;
  const bin = counts.findIndex((count) => (seen += count) >= share * total);
  return LEAST_MS * FACTOR ** bin;
}

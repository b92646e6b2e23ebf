import { LeatError } from '../errors.js';

/** Least share of a bin: an empty one would make the index infinite. */
const LEAST_SHARE = 1e-4;

/**
 * Population stability index between a reference and a current sample.
 *
 * @param samples.reference - Bin counts of the reference sample, shape [bins].
 * @param samples.current - Bin counts of the current sample, shape [bins].
 * @returns A number >= 0 in nats; above 0.2 is usually read as a shift. NaN when a sample has no rows.
 * @throws LeatError `SHAPE_MISMATCH` when the two lengths differ.
 * @see Siddiqi, Credit Risk Scorecards (2006), ch. 6.
 */
export function populationStabilityIndex({ reference, current }: { reference: readonly number[]; current: readonly number[] }): number {
  if (reference.length !== current.length) {
    throw new LeatError('SHAPE_MISMATCH', `stability index: expected ${String(reference.length)} bins, got ${String(current.length)}`);
  }
  const expected = shares(reference);
  const actual = shares(current);
  return expected.reduce((sum, share, bin) => {
    const now = actual[bin] ?? NaN;
    return sum + (now - share) * Math.log(now / share);
  }, 0);
}

function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? NaN : Math.max(count / total, LEAST_SHARE)));
}

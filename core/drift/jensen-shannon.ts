import { LeatError } from '../errors.js';

/**
 * Jensen–Shannon distance between the shares of two samples: the root of the divergence in bits, from 0 (the same)
 * to 1 (nothing in common).
 *
 * @param samples - Bin counts, shape [bins] each.
 * @returns NaN when a sample has no rows.
 * @throws LeatError `SHAPE_MISMATCH` when the two lengths differ.
 * @see Endres & Schindelin, IEEE Transactions on Information Theory 49 (2003).
 */
export function jensenShannon({ reference, current }: { reference: readonly number[]; current: readonly number[] }): number {
  if (reference.length !== current.length) {
    throw new LeatError('SHAPE_MISMATCH', `Jensen–Shannon: expected ${String(reference.length)} bins, got ${String(current.length)}`);
  }
  const [then, now] = [sharesOf(reference), sharesOf(current)];
  const divergence = then.reduce((sum, share, bin) => {
    const other = now[bin] ?? NaN;
    const middle = (share + other) / 2;
    return sum + bits(share, middle) / 2 + bits(other, middle) / 2;
  }, 0);
  return Math.sqrt(Math.max(0, divergence)); // rounding can leave −1e-17
}

function bits(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log2(share / middle);
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

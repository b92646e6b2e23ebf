import { LeatError } from '../errors.js';
import { upperGamma } from './gamma.js';
import type { TestResult } from './test-result.js';

/**
 * Pearson's test that two samples fall into bins by the same shares.
 *
 * @param samples - Bin counts, shape [bins] each; bins that are empty in both do not count.
 * @returns NaN when a sample has no rows; a single bin gives the statistic 0 and the p-value 1.
 * @throws LeatError `SHAPE_MISMATCH` when the two lengths differ.
 * @see Pearson, Philosophical Magazine 50 (1900).
 */
export function chiSquared({ reference, current }: { reference: readonly number[]; current: readonly number[] }): TestResult {
  if (reference.length !== current.length) {
    throw new LeatError('SHAPE_MISMATCH', `chi-squared: expected ${String(reference.length)} bins, got ${String(current.length)}`);
  }
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  const [then, now] = [total(reference), total(current)];
  if (then === 0 || now === 0) return { statistic: NaN, pValue: NaN };
  let statistic = 0;
  let bins = 0;
  reference.forEach((count, bin) => {
    const other = current[bin] ?? 0;
    if (count + other === 0) return;
    bins++;
    const expected = ((count + other) * then) / (then + now);
    const expectedOther = count + other - expected;
    statistic += (count - expected) ** 2 / expected + (other - expectedOther) ** 2 / expectedOther;
  });
  return { statistic, pValue: bins < 2 ? 1 : upperGamma((bins - 1) / 2, statistic / 2) };
}

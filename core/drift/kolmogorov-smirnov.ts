import { kolmogorovDistribution } from './kolmogorov-distribution.js';
import type { TestResult } from './test-result.js';

/** Up to so many pairs of rows the exact distribution is computed: about 30 ms. */
const EXACT_PAIRS = 1e7;

/**
 * Two-sample Kolmogorov–Smirnov test: the largest distance between the two cumulative shares, and how likely
 * one as large is when both samples come from one distribution.
 *
 * @param samples - Rising, without NaN.
 * @returns NaN where a sample is empty.
 * @see Hodges, Arkiv för Matematik 3 (1958): the exact distribution, by counting paths.
 */
export function kolmogorovSmirnov({ reference, current }: { reference: Float64Array; current: Float64Array }): TestResult {
  const [rows, others] = [reference.length, current.length];
  if (rows === 0 || others === 0) return { statistic: NaN, pValue: NaN };
  const statistic = largestDistance(reference, current);
  if (rows * others <= EXACT_PAIRS) return { statistic, pValue: 1 - exactBelow(statistic, rows, others) };
  const effective = Math.round((rows * others) / (rows + others));
  return { statistic, pValue: Math.min(1, Math.max(0, 1 - kolmogorovDistribution(statistic, effective))) };
}

function largestDistance(left: Float64Array, right: Float64Array): number {
  let [i, j, largest] = [0, 0, 0];
  while (i < left.length && j < right.length) {
    const value = Math.min(left[i] ?? NaN, right[j] ?? NaN);
    while (left[i] === value) i++;
    while (right[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / left.length - j / right.length));
  }
  return largest;
}

/**
 * Probability that the largest distance is below the statistic: the share of the orders in which two samples can
 * be mixed, walked as paths on a lattice, that stay within it.
 */
function exactBelow(statistic: number, rows: number, others: number): number {
  // Distances are multiples of 1 / (rows · others): half a step below the statistic parts them without rounding.
  const limit = (0.5 + Math.floor(statistic * rows * others - 1e-7)) / (rows * others);
  const inside = Float64Array.from({ length: others + 1 }, (_, j) => Number(j / others <= limit));
  for (let i = 1; i <= rows; i++) {
    const weight = i / (i + others); // keeps the number of paths from overflowing
    inside[0] = i / rows > limit ? 0 : weight * (inside[0] ?? 0);
    for (let j = 1; j <= others; j++) {
      inside[j] = Math.abs(i / rows - j / others) > limit ? 0 : weight * (inside[j] ?? 0) + (inside[j - 1] ?? 0);
    }
  }
  return inside[others] ?? NaN;
}

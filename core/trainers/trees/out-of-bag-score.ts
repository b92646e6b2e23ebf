import { meanOf } from '../../metrics/baseline.js';
import type { Sample } from '../define-trainer.js';

/**
 * How well trees predict rows that they have not seen: accuracy, or R² for regression.
 *
 * @param outOfBag - Sums, shape [rows, width], then numbers of trees, shape [rows].
 * @param base - What is added to the mean of the trees.
 * @returns Not finite when every tree saw every row, or all targets are the same.
 */
export function scoreOutOfBag({ target, classes }: Sample, outOfBag: Float64Array, base: number): number {
  const rows = target.length;
  const width = outOfBag.length / rows - 1;
  const seen = new Uint32Array(rows).map((_, row) => row).filter((row) => (outOfBag[rows * width + row] ?? 0) > 0);
  const meanAt = (row: number): number => (outOfBag[row * width] ?? 0) / (outOfBag[rows * width + row] ?? 1);
  if (classes === 0) {
    const mean = meanOf(Float64Array.from(seen, (row) => target[row] ?? 0));
    const sum = (term: (row: number) => number): number => seen.reduce((total, row) => total + term(row) ** 2, 0);
    return 1 - sum((row) => (target[row] ?? 0) - base - meanAt(row)) / sum((row) => (target[row] ?? 0) - mean);
  }
  const predicted = (row: number): number =>
    width === 1 ? Number(meanAt(row) > 0.5) : largestOf(outOfBag.subarray(row * width, (row + 1) * width));
  return seen.filter((row) => predicted(row) === target[row]).length / seen.length;
}

function largestOf(values: Float64Array): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? 0) ? index : best), 0);
}

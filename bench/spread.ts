import type { BenchLine } from './bench.js';

/** Median, smallest and largest of some measurements, and how many they are. */
export function spread(values: readonly number[]): Required<Pick<BenchLine, 'value' | 'runs' | 'min' | 'max'>> {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => round(sorted[index] ?? NaN);
  const middle = (sorted.length - 1) / 2;
  const median = round((at(Math.floor(middle)) + at(Math.ceil(middle))) / 2);
  return { value: median, runs: sorted.length, min: at(0), max: at(sorted.length - 1) };
}

/** Three digits say what a measurement on a shared machine can say; before the point all are kept. */
function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

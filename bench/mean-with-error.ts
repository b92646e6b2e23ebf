import type { BenchLine } from './bench.js';

/** The mean of what seeds came to, with twice its standard error to either side as `min` and `max`. */
export function meanWithError(values: readonly number[]): Pick<BenchLine, 'value' | 'runs' | 'min' | 'max'> {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, values.length - 1) / values.length);
  const [value, min, max] = [mean, mean - 2 * error, mean + 2 * error].map((each) => Number(each.toPrecision(6)));
  return { value: value ?? NaN, runs: values.length, min: min ?? NaN, max: max ?? NaN };
}

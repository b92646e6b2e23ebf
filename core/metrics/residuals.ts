import type { HistogramBin } from '../model/evaluation-details.js';
import type { RegressionOutcome } from './metric.js';

const BINS = 30;

/** Histogram of predicted − actual in bins of equal width; one bin when all are equal. */
export function residualHistogram({ actual, predicted }: RegressionOutcome): HistogramBin[] {
  const residuals = Float64Array.from({ length: actual.length }, (_, row) => (predicted[row] ?? NaN) - (actual[row] ?? NaN));
  const least = residuals.reduce((low, value) => Math.min(low, value), Infinity);
  const most = residuals.reduce((high, value) => Math.max(high, value), -Infinity);
  if (!(least < most)) return residuals.length === 0 ? [] : [{ from: least, to: most, rows: residuals.length }];
  const width = (most - least) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const residual of residuals) {
    const bin = Math.min(Math.floor((residual - least) / width), BINS - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((rows, bin) => ({ from: least + bin * width, to: bin === BINS - 1 ? most : least + (bin + 1) * width, rows }));
}

import type { Interval } from '../model/evaluation.js';
import type { CancellationFlag } from '../pipeline/stage-context.js';
import type { Random } from '../random.js';
import type { Metric, Outcome } from './metric.js';
import { measure } from './metrics.js';

export interface PairedOutcomes {
  /** What each said of the same rows, in the same order. */
  readonly challenger: Outcome;
  readonly champion: Outcome;
}

export interface PairedDifference {
  /** Above 0 where the challenger is better, whichever way the metric counts. */
  readonly difference: number;
  readonly interval: Interval;
}

/**
 * By how much one model is better than another on the same rows, with its interval: rows are resampled for both at once, so
 * that what makes a row hard for both counts for neither.
 *
 * @param options.level - Of the interval: 0.95.
 * @see Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 8 and 13.
 */
export function pairedDifference(
  { challenger, champion }: PairedOutcomes,
  { metric, level, resamples }: { metric: Metric; level: number; resamples: number },
  { random, signal }: { random: Random; signal: CancellationFlag },
): PairedDifference {
  const rows = challenger.actual.length;
  const sign = metric.higherIsBetter ? 1 : -1;
  const between = (weights?: Float64Array): number =>
    sign * (measure(metric, { ...challenger, weights }) - measure(metric, { ...champion, weights }));
  const differences = new Float64Array(resamples);
  for (let turn = 0; turn < resamples; turn++) {
    signal.throwIfCancelled();
    const weights = new Float64Array(rows);
    for (let draw = 0; draw < rows; draw++) {
      const row = Math.floor((random.uint32() / 2 ** 32) * rows);
      weights[row] = (weights[row] ?? 0) + 1;
    }
    differences[turn] = between(weights);
  }
  const sorted = differences.filter(Number.isFinite).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return { difference: between(), interval: { lower: at((1 - level) / 2), upper: at((1 + level) / 2) } };
}

import type { RegressionOutcome } from './metric.js';

/** The share of a loss that is explained: 1 minus what is left of it; of nothing, 1 when nothing is left and 0 when something is. */
export function explainedShare({ left, of }: { left: number; of: number }): number {
  if (of === 0) return left === 0 ? 1 : 0;
  return 1 - left / of;
}

/** Whether at least two rows count: of one row, everything is explained by its own mean. */
export function hasTwoRows({ actual, weights }: RegressionOutcome): boolean {
  if (weights === undefined) return actual.length >= 2;
  return weights.reduce((rows, weight) => rows + Number(weight > 0), 0) >= 2;
}

/** What a metric of this kind answers where its formula has no value. */
export const EXPLAINED_DEGENERATE = 'of a constant target 1 when it is met, else 0; undefined for a single row';

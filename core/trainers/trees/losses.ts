import type { Sample } from '../define-trainer.js';
import { meanOf, sharesOf } from '../../metrics/baseline.js';
import { weightedQuantile } from './weighted-quantile.js';

/** A row to compare: its scores, the true value or class, and what it counts. */
interface Loss {
  /** By which kernel/assembly/loss.ts knows it. */
  readonly number: number;
  /** Scores before the first tree. */
  base(sample: Sample, quantile: number): readonly number[];
  /** The loss of a row. @param scores - Of the row, shape [outputs]. */
  of(scores: readonly number[], target: number, quantile: number): number;
  /** Leaves hold this quantile of what is left to explain, not a Newton step: the hessian says nothing. */
  renewedBy?(quantile: number): number;
}

/** A share of 0 would have no logarithm. */
const LEAST_SHARE = 1e-12;

export const losses = {
  logLoss: {
    number: 0,
    base({ target, weights }) {
      const share = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, meanOf(target, weights)));
      return [Math.log(share / (1 - share))];
    },
    of: ([score = 0], target) => Math.log1p(Math.exp(-Math.abs(score))) + Math.max(score, 0) - target * score,
  },
  softmax: {
    number: 1,
    base: ({ target, weights, classes }) => sharesOf(target, classes, weights).map((share) => Math.log(Math.max(share, LEAST_SHARE))),
    of(scores, target) {
      const highest = Math.max(...scores);
      return highest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - highest), 0)) - (scores[target] ?? 0);
    },
  },
  squared: {
    number: 2,
    base: ({ target, weights }) => [meanOf(target, weights)],
    of: ([score = 0], target) => (score - target) ** 2,
  },
  absolute: {
    number: 3,
    base: ({ target, weights }) => [weightedQuantile(target.slice(), { share: 0.5, weights })],
    of: ([score = 0], target) => Math.abs(score - target),
    renewedBy: () => 0.5,
  },
  quantile: {
    number: 4,
    base: ({ target, weights }, quantile) => [weightedQuantile(target.slice(), { share: quantile, weights })],
    of: ([score = 0], target, quantile) => (target > score ? quantile * (target - score) : (1 - quantile) * (score - target)),
    renewedBy: (quantile) => quantile,
  },
  poisson: {
    number: 5,
    base: ({ target, weights }) => [Math.log(Math.max(LEAST_SHARE, meanOf(target, weights)))],
    of: ([score = 0], target) => Math.exp(score) - target * score,
  },
} as const satisfies Readonly<Record<string, Loss>>;

export type LossName = keyof typeof losses;

/** A loss as such, whichever it is. */
export function lossOf(name: LossName): Loss {
  return losses[name];
}

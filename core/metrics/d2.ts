import { EXPLAINED_DEGENERATE, explainedShare, hasTwoRows } from './explained.js';
import type { MetricFamily, RegressionMetric, RegressionOutcome } from './metric.js';
import { pinball } from './pinball-loss.js';
import { meanOver } from './regression-errors.js';
import { devianceOf, isPower } from './tweedie-deviance.js';
import { weightedQuantile } from './weighted-quantile.js';

const facts = { task: 'regression', higherIsBetter: true, degenerate: EXPLAINED_DEGENERATE } as const;

const numbers = new WeakMap<object, Float64Array>();

/** Share of the absolute error of always answering the median that is explained. */
export const d2AbsoluteError: RegressionMetric = {
  ...facts,
  name: 'd2AbsoluteError',
  summary: 'share of the absolute error that is explained (D²): 0 is no better than the median',
  compute: (outcome) => d2Pinball(outcome, 0.5),
};

/** Share of the pinball loss of always answering the quantile that is explained. */
export const d2PinballLoss: MetricFamily = {
  name: 'd2PinballLoss',
  parameter: 'alpha',
  expects: 'a number from 0 to 1 other than 0.5, which is d2AbsoluteError',
  example: 0.9,
  admits: (alpha) => alpha >= 0 && alpha <= 1 && alpha !== 0.5,
  of: (alpha) => ({
    ...facts,
    name: `d2PinballLoss@${String(alpha)}`,
    summary: 'share of the pinball loss that is explained: 0 is no better than the quantile',
    compute: (outcome: RegressionOutcome) => d2Pinball(outcome, alpha),
  }),
};

/** Share of the Tweedie deviance of always answering the mean that is explained. */
export const d2Tweedie: MetricFamily = {
  name: 'd2Tweedie',
  parameter: 'power',
  expects: 'a number that is below 0 or at least 1; with 0 it is r2',
  example: 1.5,
  admits: (power) => isPower(power) && power !== 0,
  of: (power) => ({
    ...facts,
    name: `d2Tweedie@${String(power)}`,
    summary: 'share of the Tweedie deviance that is explained: 0 is no better than the mean',
    degenerate: `${EXPLAINED_DEGENERATE}, or for values that the distribution does not have`,
    compute(outcome: RegressionOutcome) {
      if (!hasTwoRows(outcome)) return NaN;
      const deviance = devianceOf(power);
      const mean = meanOver(outcome, (actual) => actual);
      return explainedShare({ left: meanOver(outcome, deviance), of: meanOver(outcome, (actual) => deviance(actual, mean)) });
    },
  }),
};

/** @see Koenker & Machado, Journal of the American Statistical Association 94 (1999). */
function d2Pinball(outcome: RegressionOutcome, alpha: number): number {
  if (!hasTwoRows(outcome)) return NaN;
  const quantile = weightedQuantile(actualNumbers(outcome), { share: alpha, weights: outcome.weights });
  return explainedShare({
    left: meanOver(outcome, (actual, predicted) => pinball(actual - predicted, alpha)),
    of: meanOver(outcome, (actual) => pinball(actual - quantile, alpha)),
  });
}

/** Kept by identity, so that their order is too. */
function actualNumbers({ actual }: RegressionOutcome): Float64Array {
  if (actual instanceof Float64Array) return actual;
  let known = numbers.get(actual);
  if (known === undefined) numbers.set(actual, (known = Float64Array.from(actual)));
  return known;
}

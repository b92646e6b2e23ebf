import type { MetricFamily, RegressionMetric, RegressionOutcome } from './metric.js';
import { meanOver } from './regression-errors.js';

const facts = { task: 'regression', higherIsBetter: false } as const;

/** Mean deviance of counts. */
export const poissonDeviance: RegressionMetric = {
  ...facts,
  name: 'poissonDeviance',
  summary: 'mean deviance of counts',
  degenerate: 'undefined when an actual value is below 0, or a predicted one not above 0',
  compute: (outcome) => meanOver(outcome, devianceOf(1)),
};

/** Mean deviance of amounts whose spread grows with them. */
export const gammaDeviance: RegressionMetric = {
  ...facts,
  name: 'gammaDeviance',
  summary: 'mean deviance of amounts whose spread grows with them',
  degenerate: 'undefined when an actual or predicted value is not above 0',
  compute: (outcome) => meanOver(outcome, devianceOf(2)),
};

/**
 * Mean deviance of a Tweedie distribution: power 0 is the squared error, 1 Poisson, 2 gamma, which have names
 * of their own; between 1 and 2 it is of amounts that are often 0.
 */
export const tweedieDeviance: MetricFamily = {
  name: 'tweedieDeviance',
  parameter: 'power',
  expects: 'a number that is below 0 or above 1, other than 2: those are mse, poissonDeviance and gammaDeviance',
  example: 1.5,
  admits: (power) => isPower(power) && ![0, 1, 2].includes(power),
  of: (power) => ({
    ...facts,
    name: `tweedieDeviance@${String(power)}`,
    summary: 'mean deviance of a Tweedie distribution: with a power between 1 and 2 of amounts that are often 0',
    degenerate: 'undefined for values that the distribution does not have',
    compute: (outcome: RegressionOutcome) => meanOver(outcome, devianceOf(power)),
  }),
};

export function isPower(power: number): boolean {
  return Number.isFinite(power) && (power <= 0 || power >= 1);
}

/**
 * Twice the log-likelihood that a prediction loses against the actual value itself; NaN outside the distribution.
 *
 * @see Jørgensen, The Theory of Dispersion Models (1997).
 */
export function devianceOf(power: number): (actual: number, predicted: number) => number {
  return (actual, predicted) => {
    if (power !== 0 && predicted <= 0) return NaN;
    if (power >= 2 ? actual <= 0 : power >= 1 && actual < 0) return NaN;
    if (actual === predicted) return 0; // which rounding would leave a little of, on either side
    switch (power) {
      case 0:
        return (actual - predicted) ** 2;
      case 1:
        return 2 * ((actual === 0 ? 0 : actual * Math.log(actual / predicted)) - actual + predicted);
      case 2:
        return 2 * (Math.log(predicted / actual) + actual / predicted - 1);
      default: {
        const own = Math.max(actual, 0) ** (2 - power) / ((1 - power) * (2 - power));
        return 2 * (own - (actual * predicted ** (1 - power)) / (1 - power) + predicted ** (2 - power) / (2 - power));
      }
    }
  };
}

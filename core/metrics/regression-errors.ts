import type { RegressionMetric, RegressionOutcome } from './metric.js';
import { weightedMean } from './weighted-mean.js';

/** Least divisor of a relative error, as scikit-learn has it: the float64 epsilon. */
const LEAST_DIVISOR = 2 ** -52;

/** Mean squared error. */
export const mse = error('mse', {
  summary: 'mean squared error',
  term: (actual, predicted) => (predicted - actual) ** 2,
});

/** Root of the mean squared error, in units of the target. */
export const rmse: RegressionMetric = {
  ...mse,
  name: 'rmse',
  summary: 'root of the mean squared error, in units of the target',
  compute: (outcome) => Math.sqrt(mse.compute(outcome)),
};

/** Mean absolute error, in units of the target. */
export const mae = error('mae', {
  summary: 'mean absolute error, in units of the target',
  term: (actual, predicted) => Math.abs(predicted - actual),
});

/** Mean absolute error relative to the actual value; huge where that is 0. */
export const mape = error('mape', {
  summary: 'mean absolute error relative to the actual value',
  degenerate: 'an actual value of 0 counts as 2⁻⁵², so the error is huge',
  term: (actual, predicted) => Math.abs(predicted - actual) / Math.max(Math.abs(actual), LEAST_DIVISOR),
});

/** Mean squared error of log(1 + value): errors count relative to the value. */
export const msle = error('msle', {
  summary: 'mean squared error of log(1 + value)',
  degenerate: 'undefined when an actual or predicted value is −1 or less',
  term: (actual, predicted) => (actual <= -1 || predicted <= -1 ? NaN : (Math.log1p(predicted) - Math.log1p(actual)) ** 2),
});

interface ErrorFacts {
  readonly summary: string;
  readonly degenerate?: string;
  readonly term: (actual: number, predicted: number) => number;
}

function error(name: string, { summary, degenerate = 'always defined', term }: ErrorFacts): RegressionMetric {
  return { name, summary, degenerate, task: 'regression', higherIsBetter: false, compute: (outcome) => meanOver(outcome, term) };
}

/** Mean of a term of actual and predicted value. */
export function meanOver(outcome: RegressionOutcome, term: (actual: number, predicted: number) => number): number {
  const { actual, predicted } = outcome;
  return weightedMean(outcome, (row) => term(actual[row] ?? NaN, predicted[row] ?? NaN));
}

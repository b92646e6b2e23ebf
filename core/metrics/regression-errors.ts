import type { RegressionMetric, RegressionOutcome } from './metric.js';

/** Least divisor of a relative error, as scikit-learn has it: the float64 epsilon. */
const LEAST_DIVISOR = 2 ** -52;

/** Mean squared error. */
export const mse = error('mse', (outcome) => meanOver(outcome, (actual, predicted) => (predicted - actual) ** 2));

/** Root of the mean squared error, in units of the target. */
export const rmse = error('rmse', (outcome) => Math.sqrt(mse.compute(outcome)));

/** Mean absolute error, in units of the target. */
export const mae = error('mae', (outcome) => meanOver(outcome, (actual, predicted) => Math.abs(predicted - actual)));

/** Mean absolute error relative to the actual value; huge where that is 0. */
export const mape = error('mape', (outcome) =>
  meanOver(outcome, (actual, predicted) => Math.abs(predicted - actual) / Math.max(Math.abs(actual), LEAST_DIVISOR)),
);

/** Share of the target's variance that is explained: 1 is perfect, 0 is no better than the mean. */
export const r2: RegressionMetric = {
  name: 'r2',
  task: 'regression',
  higherIsBetter: true,
  compute(outcome) {
    if (outcome.actual.length < 2) return NaN;
    const mean = meanOver(outcome, (actual) => actual);
    const variance = meanOver(outcome, (actual) => (actual - mean) ** 2);
    const unexplained = mse.compute(outcome);
    if (variance === 0) return unexplained === 0 ? 1 : 0; // a constant target has nothing to explain
    return 1 - unexplained / variance;
  },
};

function error(name: string, compute: RegressionMetric['compute']): RegressionMetric {
  return { name, task: 'regression', higherIsBetter: false, compute };
}

function meanOver({ actual, predicted }: RegressionOutcome, term: (actual: number, predicted: number) => number): number {
  let sum = 0;
  for (let row = 0; row < actual.length; row++) sum += term(actual[row] ?? NaN, predicted[row] ?? NaN);
  return sum / actual.length;
}

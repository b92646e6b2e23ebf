import { expect, test } from 'vitest';
import type { Metric, Outcome } from '../../core/metrics/metric.js';
import { measure } from '../../core/metrics/metrics.js';

const rows = 24;
const actual = Array.from({ length: rows }, (_, row) => row % 2);

/** Says the truth, a third of the time the contrary, or what it is told. */
function outcome(metric: Metric, predict: (truth: number, row: number) => number): Outcome {
  const predicted = actual.map(predict);
  if (metric.task === 'regression') return { task: 'regression', actual, predicted };
  const probabilities = Float64Array.from(predicted.flatMap((value) => [1 - value, value]));
  return { task: 'classification', classes: 2, actual, predicted: predicted.map(Math.round), probabilities };
}

/** What every metric promises. */
export function metricContract(metric: Metric): void {
  const perfect = outcome(metric, (truth) => truth);
  const poor = outcome(metric, (truth, row) => (row % 3 === 0 ? 1 - truth : truth));

  test('gives its best value to the truth', () => {
    const [best, worse] = [measure(metric, perfect), measure(metric, poor)];
    expect(metric.higherIsBetter ? best > worse : best < worse).toBe(true);
    expect(best).toBeCloseTo(metric.higherIsBetter ? 1 : 0, 5); // logLoss keeps 2^-23 away from certainty
  });

  test('does not depend on the order of rows', () => {
    const reversed = outcome(metric, (truth, row) => (row % 3 === 2 ? 1 - truth : truth)); // the rows of `poor`, from the end
    expect(measure(metric, reversed)).toBeCloseTo(measure(metric, poor), 12);
  });

  test('is undefined for the other task', () => {
    const other: Metric['task'] = metric.task === 'regression' ? 'classification' : 'regression';
    expect(measure(metric, { ...poor, task: other } as Outcome)).toBeNaN(); // no figure must come of a mix-up
  });
}

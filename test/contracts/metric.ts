import { expect, test } from 'vitest';
import type { Metric, Outcome } from '../../core/metrics/metric.js';
import { measure } from '../../core/metrics/metrics.js';

const rows = 24;
const actual = Array.from({ length: rows }, (_, row) => row % 2);

/** Sums in another order lose a few bits of a double. */
const SUMMATION_ORDER = 12;

/** Says what it is told, with room for doubt. */
function outcome(metric: Metric, predict: (truth: number, row: number) => number, weights?: readonly number[]): Outcome {
  const predicted = actual.map(predict);
  const weighted = weights === undefined ? {} : { weights: Float64Array.from(weights) };
  // From 1 up, where every deviance is defined.
  if (metric.task === 'regression') {
    return { task: 'regression', actual: actual.map((value) => value + 1), predicted: predicted.map((value) => value + 1), ...weighted };
  }
  const probabilities = Float64Array.from(predicted.flatMap((value) => [1 - value, value]));
  return { task: 'classification', classes: 2, actual, predicted: predicted.map(Math.round), probabilities, ...weighted };
}

/** Some rows of an outcome, in this order, unweighted. */
function take(whole: Outcome, order: readonly number[]): Outcome {
  const of = (values: ArrayLike<number>): number[] => order.map((row) => values[row] ?? NaN);
  const { actual: truths, predicted } = whole;
  if (whole.task === 'regression') return { task: 'regression', actual: of(truths), predicted: of(predicted) };
  const { classes } = whole;
  const probabilities = Float64Array.from(
    order.flatMap((row) => [...(whole.probabilities ?? []).slice(row * classes, (row + 1) * classes)]),
  );
  return { task: 'classification', classes, actual: of(truths), predicted: of(predicted), probabilities };
}

/** What every metric promises. */
export function metricContract(metric: Metric): void {
  const poorly = (truth: number, row: number): number => (row % 3 === 0 ? truth : 1 - truth);
  const perfect = outcome(metric, (truth) => truth);
  const poor = outcome(metric, poorly);
  // With two classes the first two are all classes.
  const isConstant = metric.name.startsWith('topKAccuracy@');

  test('gives its best value to the truth', () => {
    const [best, worse] = [measure(metric, perfect), measure(metric, poor)];
    if (isConstant) expect(best).toBe(worse);
    else expect(metric.higherIsBetter ? best > worse : best < worse).toBe(true);
    if (/^(lift|gain)@/.test(metric.name)) return; // their best value depends on the share
    expect(best).toBeCloseTo(metric.higherIsBetter ? 1 : 0, 5); // logLoss keeps 2^-23 away from certainty
  });

  test('does not depend on the order of rows', () => {
    const reversed = take(poor, [...actual.keys()].reverse());
    expect(measure(metric, reversed)).toBeCloseTo(measure(metric, poor), SUMMATION_ORDER);
  });

  test('takes a weight for so many equal rows, and a weight of 0 for none', () => {
    const weights = actual.map((_, row) => [2, 0, 1, 3, 1][row % 5] ?? 1);
    const uneven = (truth: number, row: number): number => poorly(truth, row) * (0.6 + (row % 4) / 10);
    const repeated = weights.flatMap((weight, row) => new Array<number>(weight).fill(row));
    const weighted = measure(metric, outcome(metric, uneven, weights));
    expect(weighted).not.toBeNaN();
    expect(weighted).toBeCloseTo(measure(metric, take(outcome(metric, uneven), repeated)), SUMMATION_ORDER);
  });

  test('does not depend on the unit of the weights', () => {
    if (metric.name.startsWith('rankNdcg')) return; // a weight is a number of places in its list
    const weighted = (unit: number): number =>
      measure(
        metric,
        outcome(
          metric,
          poorly,
          actual.map((_, row) => unit * (1 + (row % 4))),
        ),
      );
    expect(weighted(0.3)).toBeCloseTo(weighted(1), SUMMATION_ORDER);
  });

  test('is undefined for the other task, and where no row counts', () => {
    const other: Metric['task'] = metric.task === 'regression' ? 'classification' : 'regression';
    expect(measure(metric, { ...poor, task: other } as Outcome)).toBeNaN(); // no figure must come of a mix-up
    expect(
      measure(
        metric,
        outcome(
          metric,
          poorly,
          actual.map(() => 0),
        ),
      ),
    ).toBeNaN();
  });

  test('says in the guide what it is, and what it answers to degenerate rows', () => {
    expect(metric.summary).not.toBe('');
    expect(metric.degenerate).not.toBe('');
  });
}

import { expect, test } from 'vitest';
import type { Metric, Outcome } from '../../core/metrics/metric.js';
import { measure } from '../../core/metrics/metrics.js';
import { Random } from '../../core/random.js';

const ROWS = 24;
/** More than any metric looks at first, so that none is constant. */
const CLASSES = 4;
/** Sums in another order lose a few bits of a double. */
const SUMMATION_ORDER = 12;

/** How sure of the truth each row is: 1 is certain, 0 denies it. */
type Doubt = (row: number) => number;

/** Answers rows of all classes, or of two values, as sure of the truth as it is told. */
function outcome(metric: Metric, sure: Doubt, weights?: readonly number[]): Outcome {
  const weighted = weights === undefined ? {} : { weights: Float64Array.from(weights) };
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  if (metric.task === 'regression') {
    const truth = (row: number): number => 1 + (row % 2); // from 1 up, where every deviance is defined
    const predicted = rows.map((row) => truth(row) * sure(row) + (3 - truth(row)) * (1 - sure(row)));
    return { task: 'regression', actual: rows.map(truth), predicted, ...weighted };
  }
  const classes = metric.binaryOnly === true ? 2 : CLASSES;
  const actual = rows.map((row) => row % classes);
  const probabilities = rows.flatMap((row) =>
    Array.from({ length: classes }, (_, each) => (each === actual[row] ? sure(row) : (1 - sure(row)) / (classes - 1))),
  );
  const ofRow = (row: number): number[] => probabilities.slice(row * classes, (row + 1) * classes);
  const predicted = rows.map((row) => ofRow(row).indexOf(Math.max(...ofRow(row))));
  return { task: 'classification', classes, actual, predicted, probabilities: Float64Array.from(probabilities), ...weighted };
}

/** Some rows of an outcome, in this order, unweighted. */
function take(whole: Outcome, order: readonly number[]): Outcome {
  const of = (values: ArrayLike<number>): number[] => order.map((row) => values[row] ?? NaN);
  const { actual, predicted } = whole;
  if (whole.task === 'regression') return { task: 'regression', actual: of(actual), predicted: of(predicted) };
  const { classes } = whole;
  const probabilities = Float64Array.from(
    order.flatMap((row) => [...(whole.probabilities ?? []).slice(row * classes, (row + 1) * classes)]),
  );
  return { task: 'classification', classes, actual: of(actual), predicted: of(predicted), probabilities };
}

/** What every metric promises. */
export function metricContract(metric: Metric): void {
  const poorly: Doubt = (row) => Number(row % 3 === 0);
  const poor = outcome(metric, poorly);

  test('gives its best value to the truth, and a worse one to its contrary', () => {
    const truth = measure(
      metric,
      outcome(metric, () => 1),
    );
    expect(Number.isFinite(truth)).toBe(true);
    const loss = (value: number): number => (metric.higherIsBetter ? truth - value : value - truth);
    expect(
      loss(
        measure(
          metric,
          outcome(metric, () => 0),
        ),
      ),
    ).toBeGreaterThan(1e-6);
    const random = new Random(`contract/${metric.name}`);
    for (let attempt = 0; attempt < 50; attempt++) {
      const doubts = Array.from({ length: ROWS }, () => random.next());
      expect(
        loss(
          measure(
            metric,
            outcome(metric, (row) => doubts[row] ?? 0),
          ),
        ),
      ).toBeGreaterThan(-1e-12);
    }
  });

  test('does not depend on the order of rows', () => {
    const reversed = take(
      poor,
      Array.from({ length: ROWS }, (_, row) => ROWS - 1 - row),
    );
    expect(measure(metric, reversed)).toBeCloseTo(measure(metric, poor), SUMMATION_ORDER);
  });

  test('takes a weight for so many equal rows, and a weight of 0 for none', () => {
    const weights = Array.from({ length: ROWS }, (_, row) => [2, 0, 1, 3, 1][row % 5] ?? 1);
    const uneven: Doubt = (row) => 0.2 + poorly(row) * 0.3 + (row % 4) / 10;
    const repeated = weights.flatMap((weight, row) => new Array<number>(weight).fill(row));
    const weighted = measure(metric, outcome(metric, uneven, weights));
    expect(Number.isFinite(weighted)).toBe(true);
    expect(weighted).toBeCloseTo(measure(metric, take(outcome(metric, uneven), repeated)), SUMMATION_ORDER);
  });

  test(metric.weightsArePlaces === true ? 'counts weights by places' : 'does not depend on the unit of the weights', () => {
    const weights = Array.from({ length: ROWS }, (_, row) => 1 + (row % 4));
    const inUnits = (unit: number): number => measure(metric, outcome(metric, poorly, weights.map((weight) => weight * unit))); // prettier-ignore
    if (metric.weightsArePlaces === true) expect(Math.abs(inUnits(0.1) - inUnits(1))).toBeGreaterThan(1e-6);
    else expect(inUnits(0.1)).toBeCloseTo(inUnits(1), SUMMATION_ORDER);
  });

  test('is undefined for the other task, and where no row counts', () => {
    const other: Metric['task'] = metric.task === 'regression' ? 'classification' : 'regression';
    expect(measure(metric, { ...poor, task: other } as Outcome)).toBeNaN(); // no figure must come of a mix-up
    expect(measure(metric, outcome(metric, poorly, new Array<number>(ROWS).fill(0)))).toBeNaN();
  });

  test('says in the guide what it is, and what it answers to degenerate rows', () => {
    expect(metric.summary).not.toBe('');
    expect(metric.degenerate).not.toBe('');
  });
}

import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../core/metrics/metric.js';
import { measureAll, metricOf, metrics, requireTask } from '../../../core/metrics/metrics.js';
import { confusionMatrix } from '../../../core/metrics/confusion.js';
import { metricContract } from '../../contracts/metric.js';
import { expectRefusal } from '../../support/expect-refusal.js';

/** Sums in another order than scikit-learn's lose a few bits of a double. */
const SUMMATION_ORDER = 12;

for (const metric of metrics) {
  describe(metric.name, () => {
    metricContract(metric);
  });
}

const threeClasses = {
  task: 'classification',
  classes: 3,
  actual: [0, 0, 0, 0, 1, 1, 2, 1],
  predicted: [0, 0, 1, 2, 1, 1, 2, 0],
  // prettier-ignore
  probabilities: Float64Array.of(
    0.7, 0.2, 0.1,   0.5, 0.3, 0.2,   0.1, 0.6, 0.3,   0.2, 0.2, 0.6,
    0.1, 0.5, 0.4,   0.05, 0.9, 0.05,   0.2, 0.3, 0.5,   0.8, 0.1, 0.1,
  ),
} as const;

test('agrees with scikit-learn 1.9.1 on three classes', () => {
  expectMetrics(threeClasses, {
    accuracy: 0.625,
    balancedAccuracy: 0.7222222222222222,
    precisionMacro: 0.611111111111111,
    recallMacro: 0.7222222222222222,
    f1Macro: 0.6349206349206349,
    precisionMicro: 0.625,
    recallMicro: 0.625,
    f1Micro: 0.625,
    precisionWeighted: 0.6458333333333333,
    recallWeighted: 0.625,
    f1Weighted: 0.6190476190476191,
    rocAuc: 0.6940476190476191,
    logLoss: 1.0945106374623232,
  });
  expect(confusionMatrix(threeClasses)).toEqual([
    [2, 1, 1],
    [1, 2, 0],
    [0, 0, 1],
  ]);
});

test('agrees with scikit-learn 1.9.1 on two classes with tied scores', () => {
  const scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.2, 0.9, 0.35];
  const outcome: Outcome = {
    task: 'classification',
    classes: 2,
    actual: [0, 1, 1, 0, 1, 0, 1, 1],
    predicted: [0, 0, 0, 1, 1, 0, 1, 0],
    probabilities: Float64Array.from(scores.flatMap((score) => [1 - score, score])),
  };
  expectMetrics(outcome, {
    accuracy: 0.5,
    balancedAccuracy: 0.5333333333333333,
    precision: 0.6666666666666666,
    recall: 0.4,
    f1: 0.5,
    rocAuc: 0.7666666666666667,
    logLoss: 0.6602976284062103,
  });
});

test('agrees with scikit-learn 1.9.1 on values', () => {
  const outcome: Outcome = { task: 'regression', actual: [3, -0.5, 2, 7], predicted: [2.5, 0, 2, 8] };
  expectMetrics(outcome, { mse: 0.375, rmse: 0.6123724356957945, mae: 0.5, r2: 0.9486081370449679, mape: 0.3273809523809524 });
});

describe('edge cases, as scikit-learn 1.9.1 has them', () => {
  const twoClasses = (actual: number[], predicted: number[], classes = 2): Outcome => ({
    task: 'classification',
    classes,
    actual,
    predicted,
    probabilities: null,
  });

  test('counts a precision of nothing as 0', () => {
    expectMetrics(twoClasses([0, 0, 1, 1], [0, 0, 0, 0]), { precision: 0, recall: 0, f1: 0 });
  });

  test('averages over the classes that occur', () => {
    expectMetrics(twoClasses([0, 0, 2, 2], [0, 0, 2, 0], 4), { f1Macro: 0.7333333333333334 });
    expectMetrics(twoClasses([0, 0, 2, 2], [0, 1, 2, 0], 3), {
      f1Macro: 0.38888888888888884,
      precisionWeighted: 0.75,
      balancedAccuracy: 0.5,
    });
  });

  test('leaves out what probabilities are needed for when there are none', () => {
    expect(Object.keys(measureAll(twoClasses([0, 1], [0, 1])))).not.toContain('logLoss');
  });

  test('keeps probabilities of float32 away from 0 and 1 in the logarithm', () => {
    const outcome: Outcome = {
      task: 'classification',
      classes: 2,
      actual: [1, 0],
      predicted: [0, 0],
      probabilities: Float32Array.of(1, 0, 1, 0),
    };
    // scikit-learn computes this one in float32: 7.971192359924316.
    expect(measureAll(outcome)['logLoss']).toBeCloseTo(7.971192359924316, 6);
  });

  test('gives a constant target an R² of 1 when it is met and 0 when not', () => {
    expect(measureAll({ task: 'regression', actual: [2, 2, 2], predicted: [2, 2, 2] })['r2']).toBe(1);
    expect(measureAll({ task: 'regression', actual: [2, 2, 2], predicted: [1, 2, 3] })['r2']).toBe(0);
  });

  test('leaves ROC AUC out when all rows are of one class', () => {
    const outcome: Outcome = {
      task: 'classification',
      classes: 2,
      actual: [1, 1],
      predicted: [1, 0],
      probabilities: Float32Array.of(0.2, 0.8, 0.6, 0.4),
    };
    expect(measureAll(outcome)).not.toHaveProperty('rocAuc');
  });
});

test('refuses an unknown metric, naming the nearest', () => {
  expectRefusal(() => metricOf('f1macro'), 'METRIC_UNKNOWN', 'did you mean "f1Macro"?');
});

test('refuses a metric of the other task', () => {
  expectRefusal(() => requireTask('rmse', 'classification'), 'METRIC_TASK', '"rmse"');
});

function expectMetrics(outcome: Outcome, golden: Readonly<Record<string, number>>): void {
  const measured = measureAll(outcome);
  for (const [name, value] of Object.entries(golden)) expect(measured[name], name).toBeCloseTo(value, SUMMATION_ORDER);
}

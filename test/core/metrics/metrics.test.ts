import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../core/metrics/metric.js';
import {
  exampleName,
  measure,
  measureAll,
  measureDefined,
  metricFamilies,
  metricOf,
  metrics,
  requireTask,
} from '../../../core/metrics/metrics.js';
import { confusionMatrix } from '../../../core/metrics/confusion.js';
import { metricContract } from '../../contracts/metric.js';
import { expectRefusal } from '../../support/expect-refusal.js';

for (const metric of [...metrics, ...metricFamilies.map((family) => metricOf(exampleName(family)))]) {
  describe(metric.name, () => {
    metricContract(metric);
  });
}

function classesOnly(actual: number[], predicted: number[], classes = 2): Outcome {
  return { task: 'classification', classes, actual, predicted, probabilities: null };
}

function values(actual: number[], predicted: number[]): Outcome {
  return { task: 'regression', actual, predicted };
}

function scores(actual: number[], ...ofSecond: number[]): Outcome {
  const probabilities = Float32Array.from(ofSecond.flatMap((score) => [1 - score, score]));
  return { task: 'classification', classes: 2, actual, predicted: ofSecond.map(Math.round), probabilities };
}

test('counts rows of actual and predicted classes, by weight', () => {
  const outcome = { classes: 3, actual: [0, 0, 1, 2], predicted: [0, 1, 1, 0], probabilities: null };
  expect(confusionMatrix(outcome)).toEqual([
    [1, 1, 0],
    [0, 1, 0],
    [1, 0, 0],
  ]);
  expect(confusionMatrix({ ...outcome, weights: Float64Array.of(2, 1, 0.5, 1) })[0]).toEqual([2, 1, 0]);
});

describe('degenerate rows', () => {
  test('count a precision of nothing as 0', () => {
    expect(measureAll(classesOnly([0, 0, 1, 1], [0, 0, 0, 0]))).toMatchObject({ precision: 0, recall: 0, f1: 0, jaccard: 0, mcc: 0 });
  });

  test('average over the classes that occur', () => {
    expect(measureAll(classesOnly([0, 0, 2, 2], [0, 0, 2, 0], 4))['f1Macro']).toBeCloseTo(0.7333333333333334, 12); // scikit-learn 1.9.1
    expect(measureAll(classesOnly([0, 0, 2, 2], [0, 1, 2, 0], 3))['balancedAccuracy']).toBeCloseTo(0.5, 12);
  });

  test('leave out what probabilities are needed for when there are none', () => {
    expect(Object.keys(measureAll(classesOnly([0, 1], [0, 1])))).not.toContain('logLoss');
  });

  test('keep probabilities of float32 away from 0 and 1 in the logarithm', () => {
    // scikit-learn computes this one in float32: 7.971192359924316.
    expect(measureAll(scores([1, 0], 0, 0))['logLoss']).toBeCloseTo(7.971192359924316, 6);
  });

  test('give a constant target an R² of 1 when it is met and 0 when not', () => {
    for (const name of ['r2', 'explainedVariance', 'd2AbsoluteError']) {
      expect(measureAll(values([2, 2, 2], [2, 2, 2]))[name], name).toBe(1);
      expect(measureAll(values([2, 2, 2], [1, 2, 4]))[name], name).toBe(0);
      expect(measureAll(values([2], [1])), name).not.toHaveProperty(name);
    }
  });

  test('leave areas and agreement out when all rows are of one class', () => {
    const measured = measureAll(scores([1, 1], 0.8, 0.9));
    for (const name of ['rocAuc', 'rocAucOvo', 'cohenKappa']) expect(measured, name).not.toHaveProperty(name);
    expect(measureAll(scores([0, 0], 0.8, 0.9))).not.toHaveProperty('averagePrecision');
    expect(measure(metricOf('gain@0.1'), scores([0, 0], 0.8, 0.9))).toBeNaN();
  });

  test('leave deviances out where their distribution has no such value', () => {
    const measured = measureAll(values([-2, 1], [1, 0]));
    for (const name of ['msle', 'poissonDeviance', 'gammaDeviance', 'ndcg']) expect(measured, name).not.toHaveProperty(name);
  });

  test('are refused where a metric is asked for by name', () => {
    expectRefusal(() => measureDefined(metricOf('rocAuc'), scores([1, 1], 0.8, 0.9)), 'METRIC_UNDEFINED', 'got 2 rows');
  });
});

test('refuses an unknown metric, naming the nearest', () => {
  expectRefusal(() => metricOf('f1macro'), 'METRIC_UNKNOWN', 'did you mean "f1Macro"?');
  expectRefusal(() => metricOf('topKAcuracy@3'), 'METRIC_UNKNOWN', 'did you mean "topKAccuracy@3"?');
});

test('refuses a parameter that is missing, out of range or spelled another way', () => {
  expectRefusal(() => metricOf('topKAccuracy'), 'METRIC_PARAMETER_INVALID', 'such as "topKAccuracy@3"');
  expectRefusal(() => metricOf('topKAccuracy@0'), 'METRIC_PARAMETER_INVALID', 'got "0"');
  expectRefusal(() => metricOf('pinballLoss@1.5'), 'METRIC_PARAMETER_INVALID', 'a number from 0 to 1');
  expectRefusal(() => metricOf('fBeta@2.0'), 'METRIC_PARAMETER_INVALID', 'got "2.0"');
});

test('refuses a metric of the other task', () => {
  expectRefusal(() => requireTask('rmse', 'classification'), 'METRIC_TASK', '"rmse"');
});

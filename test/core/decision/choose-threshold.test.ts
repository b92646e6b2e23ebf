import { expect, test } from 'vitest';
import { chooseThreshold, requireLabelMetric, type ChosenThreshold, type ThresholdRule } from '../../../core/decision/choose-threshold.js';
import type { ClassificationOutcome } from '../../../core/metrics/metric.js';
import { expectRefusal } from '../../support/expect-refusal.js';

function outcome(actual: readonly number[], scores: readonly number[]): ClassificationOutcome {
  const probabilities = Float32Array.from(scores.flatMap((score) => [1 - score, score]));
  return { classes: 2, actual, predicted: scores.map(Math.round), probabilities };
}

const rows = outcome([0, 0, 1, 0, 1, 1], [0.125, 0.25, 0.375, 0.5, 0.625, 0.75]);

test.each<{ what: string; rule: ThresholdRule; expected: ChosenThreshold }>([
  { what: 'the best F1', rule: { metric: 'f1' }, expected: { threshold: 0.3125, value: 6 / 7, atHalf: 2 / 3 } },
  { what: 'the best precision', rule: { metric: 'precision' }, expected: { threshold: 0.5625, value: 1, atHalf: 2 / 3 } },
  {
    what: 'the least cost, where a miss is dear',
    rule: {
      costs: [
        [0, 1],
        [5, 0],
      ],
    },
    expected: { threshold: 0.3125, value: 1 / 6, atHalf: 1 },
  },
  {
    what: 'the least cost, where a false alarm is dear',
    rule: {
      costs: [
        [0, 5],
        [1, 0],
      ],
    },
    expected: { threshold: 0.5625, value: 1 / 6, atHalf: 1 },
  },
])('finds $what', ({ rule, expected }) => {
  const chosen = chooseThreshold(rows, rule);
  expect(chosen.threshold).toBe(expected.threshold);
  expect(chosen.value).toBeCloseTo(expected.value, 12);
  expect(chosen.atHalf).toBeCloseTo(expected.atHalf, 12);
});

test('counts rows by their weights', () => {
  const weights = Float64Array.of(1, 1, 0, 1, 1, 1);
  expect(chooseThreshold({ ...rows, weights }, { metric: 'accuracy' })).toMatchObject({ threshold: 0.5625, value: 1 });
});

test('refuses more classes than two, and metrics that no threshold changes', () => {
  const three = { classes: 3, actual: [0, 1, 2], predicted: [0, 1, 2], probabilities: new Float32Array(9).fill(1 / 3) };
  expectRefusal(() => chooseThreshold(three, { metric: 'accuracy' }), 'THRESHOLD_CLASSES', 'got 3');
  expectRefusal(() => requireLabelMetric('rocAuc'), 'THRESHOLD_METRIC', '"rocAuc"');
});

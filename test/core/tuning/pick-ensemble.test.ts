import { expect, test } from 'vitest';
import { metricOf } from '../../../core/metrics/metrics.js';
import { pickEnsemble } from '../../../core/tuning/pick-ensemble.js';

const of = { task: 'regression', classes: [] } as const;
const library = (...members: readonly (readonly number[])[]) => ({
  predictions: members.map((member) => [Float32Array.from(member)]),
  actual: [Float64Array.of(1, 2, 3, 4)],
  of,
  metric: metricOf('mse'),
});

test('joins members whose errors cancel', () => {
  const { weights, score } = pickEnsemble(library([2, 3, 4, 5], [0, 1, 2, 3], [9, 9, 9, 9]), 6);
  expect(weights).toEqual([0.5, 0.5, 0]);
  expect(score.mean).toBe(0);
});

test('stays with one member where no other helps', () => {
  expect(pickEnsemble(library([1, 2, 3, 4], [4, 3, 2, 1]), 5).weights).toEqual([1, 0]);
});

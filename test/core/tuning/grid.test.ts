import { expect, expectTypeOf, test } from 'vitest';
import { logistic } from '../../../core/trainers/logistic.js';
import { grid } from '../../../core/tuning/grid.js';
import { expectRefusal } from '../../support/expect-refusal.js';

test('combines every value with every other, the last axis fastest', () => {
  expect(grid({ l2: [0.1, 1], maxIterations: [50, 100] })).toEqual([
    { l2: 0.1, maxIterations: 50 },
    { l2: 0.1, maxIterations: 100 },
    { l2: 1, maxIterations: 50 },
    { l2: 1, maxIterations: 100 },
  ]);
});

test('makes candidates with all their hyperparameters', () => {
  expect(grid({ l2: [0.1, 1] }).map((point) => logistic(point))).toEqual([
    { name: 'logistic', hyperparameters: { l2: 0.1, l1: 0, maxIterations: 200, tolerance: 1e-5 } },
    { name: 'logistic', hyperparameters: { l2: 1, l1: 0, maxIterations: 200, tolerance: 1e-5 } },
  ]);
});

test('keeps the types of its values', () => {
  expectTypeOf(grid({ l2: [0.1, 1] })).items.toExtend<{ l2: number }>();
  // @ts-expect-error: logistic has no such hyperparameter
  const choose = (): unknown => grid({ leaves: [4] }).map((point) => logistic(point));
  expectRefusal(choose, 'PARAMETER_INVALID', '"leaves"');
});

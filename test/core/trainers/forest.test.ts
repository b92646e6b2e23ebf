import { expect, test } from 'vitest';
import { measure, metricOf } from '../../../core/metrics/metrics.js';
import { outcomeOf } from '../../../core/metrics/outcome.js';
import { extraTrees } from '../../../core/trainers/extra-trees.js';
import { forest } from '../../../core/trainers/forest.js';
import { predictWith, trainEstimator } from '../../../core/trainers/train-estimator.js';
import { expectRefusal } from '../../support/expect-refusal.js';
import { randomSample } from './samples.js';
import { trainerTools } from './trainer-tools.js';

test('grows the same trees with one and with three threads', async () => {
  const sample = randomSample('threads', { rows: 120_000, classes: 3 });
  const learn = (threads: number) => trainEstimator(forest({ trees: 9, maxDepth: 8, oobScore: true }), sample, trainerTools({ threads }));
  const [one, three] = [await learn(1), await learn(3)];
  expect(three.parameters).toEqual(one.parameters);
  expect(three.notes).toEqual(one.notes);
});

test('remembers every row when no tree is limited', async () => {
  const sample = randomSample('remembered', { rows: 200, classes: 0 });
  const estimator = await trainEstimator(extraTrees({ trees: 10 }), sample, trainerTools());
  predictWith(estimator, sample.features).forEach((value, row) => expect(value).toBeCloseTo(sample.target[row] ?? NaN, 4));
});

test('notes by rows left out that nothing can be learned from noise', async () => {
  const { features } = randomSample('features', { rows: 1000, classes: 2 });
  const { target } = randomSample('other target', { rows: 1000, classes: 2 });
  const { notes } = await trainEstimator(forest({ oobScore: true }), { features, target, classes: 2 }, trainerTools());
  expect(notes['outOfBagScore']).toBeGreaterThan(0.4);
  expect(notes['outOfBagScore']).toBeLessThan(0.6);
});

test.each([2, 0])('notes by rows left out what fresh rows confirm, of %i classes', async (classes) => {
  const [sample, fresh] = [randomSample('training', { rows: 2000, classes }), randomSample('fresh', { rows: 2000, classes })];
  const estimator = await trainEstimator(forest({ trees: 60, oobScore: true }), sample, trainerTools());
  const task = classes === 0 ? 'regression' : 'classification';
  const outcome = outcomeOf({ task, classes }, { actual: fresh.target, predictions: predictWith(estimator, fresh.features) });
  const measured = measure(metricOf(classes === 0 ? 'r2' : 'accuracy'), outcome);
  expect(measured).toBeGreaterThan(classes === 0 ? 0.1 : 0.55);
  expect(Math.abs(Number(estimator.notes['outOfBagScore']) - measured)).toBeLessThan(0.05); // three deviations of two shares of 2,000 rows
});

test('notes no out-of-bag score where the target is always the same', async () => {
  const { features } = randomSample('same', { rows: 50, classes: 0 });
  const { notes } = await trainEstimator(
    forest({ trees: 5, oobScore: true }),
    { features, target: new Float64Array(50), classes: 0 },
    trainerTools(),
  );
  expect(notes).toEqual({ trees: 5 });
});

test('refuses an out-of-bag score where every tree sees every row', () => {
  expectRefusal(() => extraTrees({ oobScore: true }), 'PARAMETER_INVALID', 'bootstrap');
});

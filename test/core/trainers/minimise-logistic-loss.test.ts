import { expect, test } from 'vitest';
import { noCheckpoint } from '../../../core/trainers/define-trainer.js';
import type { LinearParameters } from '../../../core/trainers/linear-model.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { trainEstimator } from '../../../core/trainers/train-estimator.js';
import { randomSample } from './samples.js';
import { trainerTools } from './trainer-tools.js';

const many = randomSample('many', { rows: 210_000, classes: 2 });
const choice = logistic({ l2: 1, tolerance: 1e-6 });

test('begins with a part of many rows, and comes to the minimum of all', async () => {
  const { parameters, notes } = await trainEstimator(choice, many, trainerTools());
  expect(notes).toMatchObject({ converged: true });
  expect(notes['iterationsOnPart']).toBeGreaterThan(0);
  // With a weight for every row, all of it again: each of two halves of weight 1/2 counts as it did.
  const halved = { ...many, weights: new Float64Array(210_000).fill(0.5) };
  const again = await trainEstimator(logistic({ l2: 0.5, tolerance: 1e-6 }), halved, trainerTools());
  const [left, right] = [parameters as LinearParameters, again.parameters as LinearParameters]; // what the trainer learns
  left.weights.forEach((weight, index) => {
    expect(weight).toBeCloseTo(right.weights[index] ?? NaN, 4);
  });
});

test('comes to the same bytes from a checkpoint where it began with a part', async () => {
  const kept: Uint8Array[] = [];
  const whole = await trainEstimator(choice, many, trainerTools({ checkpoint: { kept: undefined, keep: (state) => kept.push(state()) } }));
  expect(kept.length).toBeGreaterThan(0);
  const resumed = await trainEstimator(choice, many, trainerTools({ checkpoint: { ...noCheckpoint, kept: kept[0] } }));
  expect(resumed.parameters).toEqual(whole.parameters);
});

import { expect, test } from 'vitest';
import { Random } from '../../../../core/random.js';
import type { Sample } from '../../../../core/trainers/define-trainer.js';
import { mlp } from '../../../../core/trainers/mlp.js';
import { predictWith, trainEstimator } from '../../../../core/trainers/train-estimator.js';
import { expectRejection } from '../../../support/expect-refusal.js';
import { trainerTools } from '../trainer-tools.js';

/** Two features of unlike scales; the class is whether their signs differ: no line parts the classes. */
function signs(rows: number): Sample {
  const random = new Random('signs');
  const data = Float32Array.from({ length: rows * 2 }, (_, cell) => (random.next() - 0.5) * (cell % 2 === 0 ? 1 : 1000));
  const target = Float64Array.from({ length: rows }, (_, row) => Number((data[row * 2] ?? 0) * (data[row * 2 + 1] ?? 0) < 0));
  return { features: { rows, names: ['x', 'y'], data }, target, classes: 2 };
}

function accuracy(probabilities: Float64Array, { target }: Sample): number {
  const right = target.filter((actual, row) => (probabilities[row * 2 + 1] ?? 0) > 0.5 === (actual === 1));
  return right.length / target.length;
}

test.each([
  { title: 'as it comes', options: {} },
  { title: 'with dropout', options: { dropout: 0.1 } },
  { title: 'with a falling learning rate', options: { schedule: 'cosine' as const } },
  { title: 'in two layers of tanh', options: { hiddenLayerSizes: [16, 16], activation: 'tanh' as const } },
])('learns what no line parts, $title', async ({ options }) => {
  const sample = signs(2000);
  const choice = mlp({ hiddenLayerSizes: [32], maxEpochs: 60, batchSize: 50, learningRate: 0.01, ...options });
  const estimator = await trainEstimator(choice, sample, trainerTools());
  expect(accuracy(predictWith(estimator, sample.features), sample)).toBeGreaterThan(0.97);
});

test('learns values of any unit', async () => {
  const { features } = signs(2000);
  const target = Float64Array.from({ length: 2000 }, (_, row) => 1e6 + 1e4 * Math.abs(features.data[row * 2] ?? 0));
  const choice = mlp({ hiddenLayerSizes: [32], maxEpochs: 100, batchSize: 50 });
  const estimator = await trainEstimator(choice, { features, target, classes: 0 }, trainerTools());
  const errors = predictWith(estimator, features).map((value, row) => Math.abs(value - (target[row] ?? 0)));
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(300); // the values spread over 5,000
});

test('ends when the loss of rows kept apart gets no better, and takes the best epoch', async () => {
  const random = new Random('noise');
  const sample = { ...signs(300), target: Float64Array.from({ length: 300 }, () => random.below(2)) };
  const choice = mlp({ hiddenLayerSizes: [64], learningRate: 0.01, batchSize: 20, earlyStopping: true, patience: 5 });
  const { notes } = await trainEstimator(choice, sample, trainerTools());
  expect(notes).toMatchObject({ converged: true });
  expect(notes['epochs']).toBeLessThan(60);
  expect(notes['loss']).toBeGreaterThan(0.6); // of noise, nothing can be learned
});

test('refuses a training that has run away', async () => {
  const wild = (earlyStopping: boolean) => mlp({ hiddenLayerSizes: [8], learningRate: 1e30, maxEpochs: 3, earlyStopping });
  await expectRejection(trainEstimator(wild(false), signs(100), trainerTools()), 'TRAINING_DIVERGED', 'got ');
  await expectRejection(trainEstimator(wild(true), signs(100), trainerTools()), 'TRAINING_DIVERGED', 'loss, got Infinity'); // no epoch is better than none
});

test('refuses a network that would not fit into memory, before it takes any', async () => {
  const huge = mlp({ hiddenLayerSizes: [10, 1_000_000_000] });
  await expectRejection(trainEstimator(huge, signs(100), trainerTools()), 'PARAMETER_INVALID', '2 → 10 → 1000000000 → 1');
});

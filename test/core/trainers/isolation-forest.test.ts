import { expect, test } from 'vitest';
import { Random } from '../../../core/random.js';
import { isolationForest } from '../../../core/trainers/isolation-forest.js';
import { meanPathLength } from '../../../core/trainers/isolation/path-length.js';
import { predictWith, trainEstimator } from '../../../core/trainers/train-estimator.js';
import { trainerTools } from './trainer-tools.js';

test('scores a row that stands apart highest, and one among many below a half', async () => {
  const random = new Random('crowd');
  const data = Float32Array.from({ length: 1000 }, () => random.next() + random.next() + random.next());
  data.set([9, -4], 998);
  const features = { rows: 500, names: ['x', 'y'], data };
  const estimator = await trainEstimator(isolationForest(), { features, target: new Float64Array(0), classes: 0 }, trainerTools());
  const scores = predictWith(estimator, features);
  expect(scores.indexOf(Math.max(...scores))).toBe(499);
  expect(scores[499]).toBeGreaterThan(0.7);
  expect(scores.filter((score) => score < 0.5).length).toBeGreaterThan(300);
});

test('notes the score that a share of the training rows exceeds, as the contamination says', async () => {
  const random = new Random('crowd');
  const features = { rows: 200, names: ['x', 'y'], data: Float32Array.from({ length: 400 }, () => random.next()) };
  const choice = isolationForest({ contamination: 0.05 });
  const estimator = await trainEstimator(choice, { features, target: new Float64Array(0), classes: 0 }, trainerTools());
  const threshold = Number(estimator.notes['anomalyThreshold']);
  expect(predictWith(estimator, features).filter((score) => score > threshold)).toHaveLength(10);
});

test.each([
  [2, 1],
  [256, 10.244770920119917],
])('expects %i rows to be parted as scikit-learn 1.9.1 does', (rows, length) => {
  expect(meanPathLength(rows)).toBeCloseTo(length, 10);
});

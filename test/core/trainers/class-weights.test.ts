import { expect, test } from 'vitest';
import { weighClasses } from '../../../core/trainers/class-weights.js';
import type { Sample } from '../../../core/trainers/define-trainer.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { trainEstimator } from '../../../core/trainers/train-estimator.js';
import { expectRefusal, expectRejection } from '../../support/expect-refusal.js';
import { trainerTools } from './trainer-tools.js';

const sample: Sample = {
  features: { rows: 4, names: ['x'], data: Float32Array.of(1, 2, 3, 4) },
  target: Float64Array.of(0, 0, 0, 1),
  classes: 2,
  labels: ['no', 'yes'],
};

test('lets all classes count the same with balanced weights, and keeps the total', () => {
  expect(weighClasses(sample, 'balanced').weights).toEqual(Float64Array.of(4 / 6, 4 / 6, 4 / 6, 2));
});

test('multiplies the weights of rows by those of their classes', () => {
  const weights = Float64Array.of(1, 2, 3, 4);
  expect(weighClasses({ ...sample, weights }, { yes: 10 }).weights).toEqual(Float64Array.of(1, 2, 3, 40));
});

test('leaves the sample as it is without class weights', () => {
  expect(weighClasses(sample, undefined)).toBe(sample);
});

test('refuses a class that the target does not have, naming the nearest', () => {
  expectRefusal(() => weighClasses(sample, { yess: 2 }), 'PARAMETER_INVALID', 'did you mean "yes"?');
});

test('refuses class weights of which nothing is left', async () => {
  const trained = trainEstimator(logistic({ classWeights: { no: 0, yes: 0 } }), sample, trainerTools());
  await expectRejection(trained, 'SAMPLE_WEIGHT_INVALID', 'only 0');
});

test('refuses class weights for regression', () => {
  expectRefusal(() => weighClasses({ ...sample, classes: 0 }, 'balanced'), 'PARAMETER_INVALID', 'regression');
});

import { expect, test } from 'vitest';
import { commonTask, trainerOf, trainers } from '../../../core/trainers/trainers.js';
import { trainerContract } from '../../contracts/trainer.js';
import { expectRefusal } from '../../support/expect-refusal.js';
import { taskOfSample, trainerSamples } from './samples.js';

for (const sample of trainerSamples) trainerContract(sample);

test('has a sample for every trainer and task', () => {
  const tasks = Object.values(trainers).flatMap(({ name, tasks: own }) => own.map((task) => `${name} ${task}`));
  const covered = trainerSamples.map((sample) => `${sample.choice.name} ${taskOfSample(sample)}`);
  expect(new Set(covered)).toEqual(new Set(tasks));
});

test('lists every trainer under its own name', () => {
  expect(Object.values(trainers).map(({ name }) => name)).toEqual(Object.keys(trainers));
});

test('refuses an unknown trainer, naming the nearest', () => {
  expectRefusal(() => trainerOf('logistics'), 'TRAINER_UNKNOWN', 'did you mean "logistic"?');
});

test('takes the task that all trainers share, else the one that the target suggests', () => {
  expect(commonTask(['logistic', 'dummy'], 'regression')).toBe('classification');
  expect(commonTask(['dummy'], 'regression')).toBe('regression');
  expectRefusal(() => commonTask(['logistic', 'ridge'], 'regression'), 'TRAINER_TASK', '"ridge" (regression)');
});

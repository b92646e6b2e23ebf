import { expect, test } from 'vitest';
import { ensemble } from '../../../core/trainers/ensemble.js';
import { kmeans } from '../../../core/trainers/kmeans.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { ridge } from '../../../core/trainers/ridge.js';
import { predictWith, trainEstimator } from '../../../core/trainers/train-estimator.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { randomSample } from './samples.js';
import { trainerTools } from './trainer-tools.js';

const sample = randomSample('joined', { rows: 50, classes: 0 });

test('answers with the mean of its members by their weights', async () => {
  const answersOf = async (choice: ReturnType<typeof ridge>) =>
    predictWith(await trainEstimator(choice, sample, trainerTools()), sample.features);
  const members = [{ trainer: ridge({ l2: 1 }) }, { trainer: ridge({ l2: 1e6 }), weight: 3 }];
  const [one, other] = [await answersOf(ridge({ l2: 1 })), await answersOf(ridge({ l2: 1e6 }))];
  (await answersOf(ensemble({ members }))).forEach((value, row) => {
    expect(value).toBeCloseTo(((one[row] ?? NaN) + 3 * (other[row] ?? NaN)) / 4, 9);
  });
});

test.each([
  { what: 'of another task', member: logistic(), code: 'TRAINER_TASK', received: '"logistic" for classification' },
  { what: 'without a target', member: kmeans(), code: 'TRAINER_TASK', received: '"kmeans" for clustering' },
  { what: 'that is none', member: { name: 'rigde', hyperparameters: {} }, code: 'TRAINER_UNKNOWN', received: '"rigde"' },
  {
    what: 'with a hyperparameter that it lacks',
    member: { name: 'ridge', hyperparameters: { l3: 1 } },
    code: 'PARAMETER_INVALID',
    received: '"l3"',
  },
] as const)('refuses a member $what', async ({ member, code, received }) => {
  const joined = ensemble({ members: [{ trainer: ridge() }, { trainer: member }] });
  await expectRejection(trainEstimator(joined, sample, trainerTools()), code, received);
});

import { describe, expect, test } from 'vitest';
import type { TrainerChoice } from '../../../core/model/trainer-choice.js';
import { Random } from '../../../core/random.js';
import type { FeatureMatrix, Sample } from '../../../core/trainers/define-trainer.js';
import { forest } from '../../../core/trainers/forest.js';
import { gbdt } from '../../../core/trainers/gbdt.js';
import { mlp } from '../../../core/trainers/mlp.js';
import { predictWith, trainEstimator } from '../../../core/trainers/train-estimator.js';
import { expectRefusal, expectRejection } from '../../support/expect-refusal.js';
import { randomSample } from './samples.js';
import { trainerTools } from './trainer-tools.js';

async function predictions(choice: TrainerChoice, sample: Sample, features: FeatureMatrix = sample.features): Promise<Float64Array> {
  return predictWith(await trainEstimator(choice, sample, trainerTools()), features);
}

function column(values: readonly number[], cardinality = 0): FeatureMatrix {
  return { rows: values.length, names: ['x'], data: Float32Array.from(values), cardinalities: [cardinality] };
}

/** Each value so many times, so that leaves have enough rows. */
function repeated(values: readonly number[], times = 40): number[] {
  return Array.from({ length: times }, () => values).flat();
}

test('grows the same trees with one, two and three threads', async () => {
  const sample = randomSample('threads', { rows: 30_000, classes: 3, features: 7 });
  const choice = gbdt({ trees: 3, subsample: 0.7 });
  const learned = await Promise.all([1, 2, 3].map((threads) => trainEstimator(choice, sample, trainerTools({ threads }))));
  expect(learned[1]?.parameters).toEqual(learned[0]?.parameters);
  expect(learned[2]?.parameters).toEqual(learned[0]?.parameters);
});

test('puts categories that behave alike on one side, in whatever order their codes are', async () => {
  const codes = repeated([0, 1, 2, 3, 4, 5]);
  const sample: Sample = { features: column(codes, 6), target: Float64Array.from(codes, (code) => (code % 2) * 10), classes: 0 };
  const answers = await predictions(gbdt({ trees: 1, leaves: 2, learningRate: 1 }), sample, column([0, 1, 2, 3, 4, 5], 6));
  expect([...answers]).toEqual([0, 10, 0, 10, 0, 10]);
});

test('learns on which side missing values belong', async () => {
  const values = repeated([1, 2, NaN]);
  const target = Float64Array.from(values, (value) => (value === 1 ? 0 : 8));
  const answers = await predictions(gbdt({ trees: 1, leaves: 2, learningRate: 1 }), { features: column(values), target, classes: 0 });
  expect([...answers.slice(0, 3)].map((value) => Number(value.toFixed(3)) + 0)).toEqual([0, 8, 8]);
});

describe('constraints', () => {
  const noisy = (seed: string): Sample => {
    const random = new Random(seed);
    const values = Array.from({ length: 2000 }, () => random.next());
    return { features: column(values), target: Float64Array.from(values, (value) => Math.sin(9 * value) + value), classes: 0 };
  };
  const grid = column(Array.from({ length: 200 }, (_, index) => index / 200));

  test('keep the prediction from falling, or from rising, with a monotone feature', async () => {
    const rising = await predictions(gbdt({ monotone: { x: 1 } }), noisy('monotone'), grid);
    const falling = await predictions(gbdt({ monotone: { x: -1 } }), noisy('monotone'), grid);
    expect([...rising]).toEqual([...rising].sort((left, right) => left - right));
    expect([...falling]).toEqual([...falling].sort((left, right) => right - left));
    expect(new Set(rising).size).toBeGreaterThan(5);
  });

  test('refuse a feature that is not there, naming the nearest', async () => {
    await expectRejection(predictions(gbdt({ monotone: { y: 1 } }), noisy('monotone')), 'PARAMETER_INVALID', 'got "y"');
  });
});

test('refuses numbers of rows that the kernel could not count', () => {
  expectRefusal(() => gbdt({ minSamplesLeaf: 1e12 }), 'PARAMETER_INVALID', 'got 1000000000000');
  expectRefusal(() => gbdt({ maxDepth: 2 ** 31 }), 'PARAMETER_INVALID', 'got 2147483648');
  expectRefusal(() => forest({ minSamplesSplit: 1e12 }), 'PARAMETER_INVALID', 'minSamplesSplit');
});

describe('losses', () => {
  const values = repeated([0, 0, 0, 10, 100], 200);
  const constant: Sample = { features: column(values.map(() => 1)), target: Float64Array.from(values), classes: 0 };
  const answer = async (choice: TrainerChoice): Promise<number> => (await predictions(choice, constant))[0] ?? NaN;

  test('predict the mean, the median and quantiles of rows that are alike', async () => {
    expect(await answer(gbdt())).toBeCloseTo(22, 4);
    expect(await answer(gbdt({ loss: 'absolute' }))).toBe(0);
    expect(await answer(gbdt({ loss: 'quantile', quantile: 0.7 }))).toBe(10);
    expect(await answer(gbdt({ loss: 'poisson' }))).toBeCloseTo(22, 4);
  });

  test('refuse a loss of another task, and a negative target of counts', async () => {
    await expectRejection(predictions(gbdt({ loss: 'logLoss' }), constant), 'PARAMETER_INVALID', "got 'logLoss'");
    const negative = { ...constant, target: constant.target.map((value) => value - 1) };
    await expectRejection(predictions(gbdt({ loss: 'poisson' }), negative), 'PARAMETER_INVALID', 'got -1 in row 0');
    expectRefusal(() => gbdt({ loss: 'quantile', monotone: { x: 1 } }), 'PARAMETER_INVALID', 'monotone');
  });
});

test('stops when the validation part gets no better, and keeps the best trees', async () => {
  const random = new Random('noise');
  const values = Array.from({ length: 1000 }, () => random.next());
  const sample: Sample = { features: column(values), target: Float64Array.from(values, () => random.next()), classes: 0 };
  const { notes } = await trainEstimator(gbdt({ trees: 500, patience: 5 }), sample, trainerTools());
  expect(notes['trees']).toBeLessThan(50);
  expect(notes['validationLoss']).toBeCloseTo(1 / 12, 1);
});

test('grows as many leaves as there are rows, whatever more may be', async () => {
  const sample = randomSample('leaves', { rows: 100, classes: 0, features: 40 });
  const learn = (leaves: number) => trainEstimator(gbdt({ trees: 1, leaves, minSamplesLeaf: 1 }), sample, trainerTools());
  expect((await learn(65_536)).parameters).toEqual((await learn(100)).parameters); // of all, the histograms would take 10 GB
});

test('refuses to stop early where no row is left to judge by', async () => {
  const one = randomSample('one', { rows: 1, classes: 0 });
  for (const choice of [gbdt({ patience: 3 }), mlp({ earlyStopping: true })])
    await expectRejection(predictions(choice, one), 'PARAMETER_INVALID', 'got none');
});

test('gives weights of classes their say', async () => {
  const sample: Sample = {
    features: column(repeated([1, 1, 1, 1])),
    target: Float64Array.from(repeated([0, 0, 0, 1])),
    classes: 2,
    labels: ['no', 'yes'],
  };
  expect((await predictions(gbdt(), sample))[1]).toBeCloseTo(0.25, 6);
  expect((await predictions(gbdt({ classWeights: 'balanced' }), sample))[1]).toBeCloseTo(0.5, 6);
  expect((await predictions(gbdt({ classWeights: { yes: 9 } }), sample))[1]).toBeCloseTo(0.75, 6);
});

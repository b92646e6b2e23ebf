import { describe, expect, test } from 'vitest';
import { feedsOfFeatures, graphOf } from '../core/trainers/estimator-graph.js';
import { patchySample, randomSample, taskOfSample, type TrainerSample } from '../core/trainers/samples.js';
import { trainerTools } from '../core/trainers/trainer-tools.js';
import type { TrainerChoice } from '../../core/model/trainer-choice.js';
import { isLeatError } from '../../core/errors.js';
import { hasTarget, type ModelTask } from '../../core/model/signature.js';
import { parityTolerances } from '../../core/model/parity.js';
import { numericOutput } from '../../core/trainers/numeric-output.js';
import { noCheckpoint, type FeatureMatrix, type Sample, type TrainerCheckpoint } from '../../core/trainers/define-trainer.js';
import type { CancellationFlag } from '../../core/pipeline/stage-context.js';
import { predictWith, trainEstimator, type Estimator } from '../../core/trainers/train-estimator.js';
import { trainerOf } from '../../core/trainers/trainers.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import { expectRejection } from '../support/expect-refusal.js';
import { longestGap } from '../support/longest-gap.js';

/** From the wish to cancel, whenever it comes, to the end of the training. */
const CANCEL_WITHIN_MS = 200;

function withRowsTwice({ features, target, classes }: Sample, twice: readonly number[]): Sample {
  const width = features.names.length;
  const rows = [...Array(features.rows).keys(), ...twice];
  const data = Float32Array.from({ length: rows.length * width }, (_, cell) => {
    const row = rows[Math.floor(cell / width)] ?? NaN;
    return features.data[row * width + (cell % width)] ?? NaN;
  });
  const twiceTarget = target.length === 0 ? target : Float64Array.from(rows, (row) => target[row] ?? NaN);
  return { features: { ...features, rows: rows.length, data }, target: twiceTarget, classes };
}

function keepAll(states: Uint8Array[]): TrainerCheckpoint {
  return { kept: undefined, keep: (state) => states.push(state()) };
}

/** A trainer that joins others does as far as all of them do. */
function acceptsMissing({ name, hyperparameters }: TrainerChoice): boolean {
  const trainer = trainerOf(name);
  return trainer.acceptsMissing === true && (trainer.parts?.(hyperparameters) ?? []).every(acceptsMissing);
}

async function expectParity(estimator: Estimator, features: FeatureMatrix, task: ModelTask): Promise<void> {
  const session = await createGraphRunner().open(graphOf(estimator, features.names.length));
  const output = numericOutput(await session.run(feedsOfFeatures(features)), 'output');
  const native = predictWith(estimator, features);
  const { tolerance, relative } = parityTolerances[task];
  expect(output).toHaveLength(native.length);
  const scale = (value: number): number => (relative ? Math.max(1, Math.abs(value)) : 1);
  const differences = native.map((value, index) => Math.abs(value - (output[index] ?? NaN)) / scale(value));
  expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
}

function firstRows({ features, target, classes }: Sample, rows: number): Sample {
  const data = features.data.slice(0, rows * features.names.length);
  return { features: { ...features, rows, data }, target: target.slice(0, rows), classes };
}

/** Ways in which rows say little. */
const poorRows: readonly { readonly title: string; poor(sample: Sample): Sample }[] = [
  { title: 'one row', poor: (sample) => firstRows(sample, 1) },
  { title: 'two rows', poor: (sample) => firstRows(sample, 2) },
  {
    title: 'features that are all the same',
    poor: (sample) => ({ ...sample, features: { ...sample.features, data: sample.features.data.map(() => 3) } }),
  },
  { title: 'a target that is always the same', poor: (sample) => ({ ...sample, target: sample.target.map(() => 1) }) },
  {
    title: 'a single row that counts',
    poor: (sample) => ({ ...sample, weights: Float64Array.from({ length: 30 }, (_, row) => Number(row === 4)) }),
  },
  {
    title: 'numbers near the end of float32',
    poor: (sample) => ({ ...sample, features: { ...sample.features, data: sample.features.data.map((value) => value * 1e36) } }),
  },
];

/** A promise that follows from what a trainer declares: there is no such test for one that declares otherwise. */
function promised(isDeclared: boolean): (title: string, fact: () => Promise<void>) => void {
  return (title, fact) => {
    if (isDeclared) test(title, fact);
  };
}

/** What every trainer promises, whatever it learns. */
export function trainerContract(contracted: TrainerSample): void {
  const { choice, title, classes, exactWeights = choice, weightTolerance = 0.0005 } = contracted;
  const task = taskOfSample(contracted);
  const targeted = hasTarget(task);
  const draw = (seed: string, options: { rows: number; features?: number }): Sample => {
    const drawn = randomSample(seed, { ...options, classes });
    return targeted ? drawn : { ...drawn, target: new Float64Array(0) };
  };

  describe(`${choice.name}: ${title}`, () => {
    const sample = draw('training', { rows: 500 });

    test('agrees with its exported graph on 1,000 random rows', async () => {
      const estimator = await trainEstimator(choice, sample, trainerTools());
      await expectParity(estimator, draw('fresh', { rows: 1000 }).features, task);
    });

    promised(acceptsMissing(choice))('agrees with it too where values are missing and codes of categories unseen', async () => {
      const patchy = patchySample('training', { rows: 2000, classes, codes: 30 });
      const estimator = await trainEstimator(choice, patchy, trainerTools());
      await expectParity(estimator, patchySample('fresh', { rows: 1000, classes, codes: 40 }).features, task);
    });

    promised(classes > 0)('gives probabilities that add up to 1', async () => {
      const estimator = await trainEstimator(choice, sample, trainerTools());
      const probabilities = predictWith(estimator, sample.features);
      for (let start = 0; start < probabilities.length; start += classes) {
        expect(probabilities.subarray(start, start + classes).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
      }
    });

    test('learns the same bytes from the same seed', async () => {
      const [first, second] = [await trainEstimator(choice, sample, trainerTools()), await trainEstimator(choice, sample, trainerTools())];
      expect(second.parameters).toEqual(first.parameters);
      expect(graphOf(second, 4)).toEqual(graphOf(first, 4));
    });

    test('keeps what it learned through a structured clone', async () => {
      const estimator = await trainEstimator(choice, sample, trainerTools());
      const parameters: unknown = structuredClone(estimator.parameters);
      expect(predictWith({ ...estimator, parameters }, sample.features)).toEqual(predictWith(estimator, sample.features));
    });

    test('learns the same from a row of weight 2 as from the row twice', async () => {
      const once = draw('weighted', { rows: 200 });
      const doubled = Array.from({ length: 200 }, (_, row) => row).filter((row) => row % 3 === 0);
      const weights = Float64Array.from({ length: 200 }, (_, row) => (row % 3 === 0 ? 2 : 1));
      const weighted = await trainEstimator(exactWeights, { ...once, weights }, trainerTools());
      const repeated = await trainEstimator(exactWeights, withRowsTwice(once, doubled), trainerTools());
      const [left, right] = [predictWith(weighted, once.features), predictWith(repeated, once.features)];
      expect(Math.max(...left.map((value, index) => Math.abs(value - (right[index] ?? NaN))))).toBeLessThanOrEqual(weightTolerance);
    });

    test('refuses a weight below 0', async () => {
      const weights = Float64Array.from({ length: 500 }, (_, row) => (row === 7 ? -1 : 1));
      await expectRejection(trainEstimator(choice, { ...sample, weights }, trainerTools()), 'SAMPLE_WEIGHT_INVALID', '-1 in row 7');
    });

    test('reports progress up to the end', async () => {
      const fractions: number[] = [];
      await trainEstimator(choice, sample, trainerTools({ progress: (fraction) => fractions.push(fraction) }));
      expect(fractions.length).toBeGreaterThan(0);
      expect(fractions).toEqual(fractions.toSorted((left, right) => left - right));
      expect(fractions.at(-1)).toBeLessThanOrEqual(1);
    });

    test('comes to the same bytes from every state that it kept', async () => {
      const kept: Uint8Array[] = [];
      const undisturbed = await trainEstimator(choice, sample, trainerTools({ checkpoint: keepAll(kept) }));
      for (const state of [kept.at(0), kept.at(kept.length / 2), kept.at(-1)]) {
        const resumed = await trainEstimator(choice, sample, trainerTools({ checkpoint: { ...noCheckpoint, kept: state } }));
        expect(graphOf(resumed, 4)).toEqual(graphOf(undisturbed, 4));
      }
    });

    test('never goes on for long without a look at the cancellation', async () => {
      const large = draw('large', { rows: 400_000, features: 16 });
      const train = (signal: CancellationFlag) => trainEstimator(choice, large, { ...trainerTools(), signal });
      expect(await longestGap(train, { enough: CANCEL_WITHIN_MS })).toBeLessThanOrEqual(CANCEL_WITHIN_MS);
    });

    test('learns from a feature that is missing, or refuses it', async () => {
      const features = { ...sample.features, data: sample.features.data.slice() };
      features.data[5] = NaN;
      if (acceptsMissing(choice)) {
        const estimator = await trainEstimator(choice, { ...sample, features }, trainerTools());
        expect(predictWith(estimator, features).every(Number.isFinite)).toBe(true);
        return;
      }
      await expectRejection(trainEstimator(choice, { ...sample, features }, trainerTools()), 'RECIPE_VALUE_NOT_FINITE', 'feature1');
    });

    test.each(poorRows)(
      'answers with finite numbers, or refuses by code, where there is next to nothing to learn: $title',
      async ({ poor }) => {
        const sparse = poor(draw('poor', { rows: 30 }));
        const answers = await trainEstimator(choice, sparse, trainerTools()).then(
          (estimator) => predictWith(estimator, sparse.features),
          (error: unknown) => error,
        );
        if (answers instanceof Float64Array) expect(answers.every(Number.isFinite)).toBe(true);
        else expect(isLeatError(answers), String(answers)).toBe(true);
      },
    );

    test('refuses a feature that is infinite', async () => {
      const features = { ...sample.features, data: sample.features.data.slice() };
      features.data[5] = Infinity;
      await expectRejection(trainEstimator(choice, { ...sample, features }, trainerTools()), 'RECIPE_VALUE_NOT_FINITE', 'feature1');
    });

    promised(targeted)('refuses a target that is missing', async () => {
      const target = sample.target.slice();
      target[3] = NaN;
      await expectRejection(trainEstimator(choice, { ...sample, target }, trainerTools()), 'SAMPLE_NOT_FINITE', 'row 3');
    });

    promised(task === 'regression')('refuses a target that float32 cannot hold', async () => {
      const target = sample.target.slice();
      target[3] = 1e39;
      await expectRejection(trainEstimator(choice, { ...sample, target }, trainerTools()), 'SAMPLE_NOT_FINITE', 'got 1e+39');
    });

    promised(targeted)('refuses a target of another length than the features', async () => {
      const target = sample.target.slice(1);
      await expectRejection(trainEstimator(choice, { ...sample, target }, trainerTools()), 'SHAPE_MISMATCH', 'got 499');
    });

    promised(!targeted)('refuses a target, which it would not look at', async () => {
      const target = new Float64Array(500);
      await expectRejection(trainEstimator(choice, { ...sample, target }, trainerTools()), 'TRAINER_TASK', 'got regression');
    });

    promised(classes > 0)('refuses rows of one class', async () => {
      const target = sample.target.map(() => 1);
      await expectRejection(trainEstimator(choice, { ...sample, target }, trainerTools()), 'TARGET_ONE_CLASS', 'class 1');
    });

    promised(Object.keys(choice.hyperparameters).length > 0)('names the hyperparameter that a misspelt one most likely means', async () => {
      const [known = ''] = Object.keys(choice.hyperparameters);
      const hyperparameters = { ...choice.hyperparameters, [`${known}s`]: 1 };
      await expectRejection(
        trainEstimator({ ...choice, hyperparameters }, sample, trainerTools()),
        'PARAMETER_INVALID',
        `did you mean "${known}"?`,
      );
    });

    test('refuses a hyperparameter that it does not have', async () => {
      const hyperparameters = { ...choice.hyperparameters, colour: 'red' };
      await expectRejection(trainEstimator({ ...choice, hyperparameters }, sample, trainerTools()), 'PARAMETER_INVALID', '"colour"');
    });
  });
}

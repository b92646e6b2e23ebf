import { describe, expect, test } from 'vitest';
import { feedsOfFeatures, graphOf } from '../core/trainers/estimator-graph.js';
import { randomSample, type TrainerSample } from '../core/trainers/samples.js';
import { trainerTools } from '../core/trainers/trainer-tools.js';
import { parityTolerances } from '../../core/model/parity.js';
import { numericOutput } from '../../core/trainers/numeric-output.js';
import { noCheckpoint, type TrainerCheckpoint } from '../../core/trainers/define-trainer.js';
import { predictWith, trainEstimator } from '../../core/trainers/train-estimator.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import { expectRejection } from '../support/expect-refusal.js';

/** Longest time from the wish to cancel to the end of the training. */
const CANCEL_WITHIN_MS = 200;

function keepAll(states: Uint8Array[]): TrainerCheckpoint {
  return { kept: undefined, keep: (state) => states.push(state()) };
}

/** What every trainer promises, whatever it learns. */
export function trainerContract({ choice, title, classes }: TrainerSample): void {
  describe(`${choice.name}: ${title}`, () => {
    const sample = randomSample('training', { rows: 500, classes });

    test('agrees with its exported graph on 1,000 random rows', async () => {
      const estimator = await trainEstimator(choice, sample, trainerTools());
      const { features } = randomSample('fresh', { rows: 1000, classes });
      const session = await createGraphRunner().open(graphOf(estimator, features.names.length));
      const output = numericOutput(await session.run(feedsOfFeatures(features)), 'output');
      const native = predictWith(estimator, features);
      const { tolerance } = parityTolerances[estimator.shape.task];
      expect(output).toHaveLength(native.length);
      const scale = (value: number): number => (classes === 0 ? Math.max(1, Math.abs(value)) : 1);
      const differences = native.map((value, index) => Math.abs(value - (output[index] ?? NaN)) / scale(value));
      expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
    });

    test.runIf(classes > 0)('gives probabilities that add up to 1', async () => {
      const estimator = await trainEstimator(choice, sample, trainerTools());
      const probabilities = predictWith(estimator, sample.features);
      for (let start = 0; start < probabilities.length; start += classes) {
        expect(probabilities.subarray(start, start + classes).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
      }
    });

    test('learns the same bytes from the same seed', async () => {
      const [first, second] = [await trainEstimator(choice, sample, trainerTools()), await trainEstimator(choice, sample, trainerTools())];
      expect(JSON.stringify(second.parameters)).toBe(JSON.stringify(first.parameters));
      expect(graphOf(second, 4)).toEqual(graphOf(first, 4));
    });

    test('keeps what it learned through JSON', async () => {
      const estimator = await trainEstimator(choice, sample, trainerTools());
      const parameters: unknown = JSON.parse(JSON.stringify(estimator.parameters));
      expect(predictWith({ ...estimator, parameters }, sample.features)).toEqual(predictWith(estimator, sample.features));
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

    test('is cancelled soon', async () => {
      const large = randomSample('large', { rows: 400_000, classes, features: 16 });
      const flag = { cancelled: false };
      const training = trainEstimator({ ...choice }, large, trainerTools({ flag })).catch((error: unknown) => error);
      await new Promise((resolve) => setImmediate(resolve));
      flag.cancelled = true;
      const asked = performance.now();
      await training; // one that was done before it could notice is as good
      expect(performance.now() - asked).toBeLessThan(CANCEL_WITHIN_MS);
    });

    test('refuses a feature that is missing', async () => {
      const features = { ...sample.features, data: sample.features.data.slice() };
      features.data[5] = NaN;
      await expectRejection(trainEstimator(choice, { ...sample, features }, trainerTools()), 'RECIPE_VALUE_NOT_FINITE', 'feature1');
    });

    test('refuses a target that is missing', async () => {
      const target = sample.target.slice();
      target[3] = NaN;
      await expectRejection(trainEstimator(choice, { ...sample, target }, trainerTools()), 'SAMPLE_NOT_FINITE', 'row 3');
    });

    test('refuses a target of another length than the features', async () => {
      const target = sample.target.slice(1);
      await expectRejection(trainEstimator(choice, { ...sample, target }, trainerTools()), 'SHAPE_MISMATCH', 'got 499');
    });

    test.runIf(classes > 0)('refuses rows of one class', async () => {
      const target = sample.target.map(() => 1);
      await expectRejection(trainEstimator(choice, { ...sample, target }, trainerTools()), 'TARGET_ONE_CLASS', 'class 1');
    });

    test('refuses a hyperparameter that it does not have', async () => {
      const hyperparameters = { ...choice.hyperparameters, colour: 'red' };
      await expectRejection(trainEstimator({ ...choice, hyperparameters }, sample, trainerTools()), 'PARAMETER_INVALID', '"colour"');
    });
  });
}

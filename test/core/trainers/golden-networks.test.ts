import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Network } from '../../../core/trainers/network/network.js';
import { trainEstimator } from '../../../core/trainers/train-estimator.js';
import { trainerTools } from './trainer-tools.js';

/** Written by golden/make-golden.py. */
interface Rows {
  readonly rows: number;
  readonly features: readonly number[];
  readonly targets: Readonly<Record<string, readonly number[]>>;
}

/** Written by golden/make-networks.py, which draws as we do. */
interface Golden {
  readonly reference: string;
  readonly cases: readonly {
    readonly target: string;
    readonly hyperparameters: Readonly<Record<string, unknown>>;
    readonly values: readonly number[];
  }[];
}

/** Ours steps in float32, the reference in doubles. */
const STEPS_IN_FLOAT32 = 2e-5;

const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(new URL(`golden/${name}`, import.meta.url), 'utf8'));
const { rows, features, targets } = (await read('golden.json')) as Rows; // its script writes this form
const golden = (await read('networks.json')) as Golden; // as above
const classesOf: Readonly<Record<string, number>> = { values: 0, binary: 2, three: 3 };

test.each(golden.cases)(`takes the steps of ${golden.reference}: $hyperparameters of $target`, async (each) => {
  const sample = {
    features: { rows, names: ['a', 'b', 'c', 'd'], data: Float32Array.from(features) },
    target: Float64Array.from(targets[each.target] ?? []),
    classes: classesOf[each.target] ?? NaN,
  };
  const estimator = await trainEstimator({ name: 'mlp', hyperparameters: each.hyperparameters }, sample, trainerTools());
  const { values } = estimator.parameters as Network; // what mlp learns
  expect(values).toHaveLength(each.values.length);
  const differences = values.map((value, index) => Math.abs(value - (each.values[index] ?? NaN)));
  expect(Math.max(...differences)).toBeLessThan(STEPS_IN_FLOAT32);
});

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { predictWith, trainEstimator } from '../../../core/trainers/train-estimator.js';
import { trainerTools } from './trainer-tools.js';

/** Written by golden/make-trees.py. */
interface Golden {
  readonly rows: number;
  readonly features: readonly number[];
  readonly targets: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly trainer: string;
    readonly hyperparameters: Readonly<Record<string, unknown>>;
    readonly target: string;
    readonly reference: string;
    readonly predictions: readonly number[];
  }[];
}

/** Gradients are rounded to 23 bits, leaves to float32. */
const ROUNDED = 5;

const golden = JSON.parse(await readFile(new URL('golden/trees.json', import.meta.url), 'utf8')) as Golden; // its script writes this form
const classesOf: Readonly<Record<string, number>> = { values: 0, binary: 2, three: 3 };

test.each(golden.cases)('grows the trees of $reference: $trainer of $target', async ({ trainer, hyperparameters, target, predictions }) => {
  const features = { rows: golden.rows, names: ['a', 'b', 'c'], data: Float32Array.from(golden.features) };
  const sample = { features, target: Float64Array.from(golden.targets[target] ?? []), classes: classesOf[target] ?? NaN };
  const estimator = await trainEstimator({ name: trainer, hyperparameters }, sample, trainerTools());
  const furthest = Math.max(...predictWith(estimator, features).map((value, index) => Math.abs(value - (predictions[index] ?? NaN))));
  expect(furthest).toBeCloseTo(0, ROUNDED);
});

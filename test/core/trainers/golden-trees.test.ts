import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { predictWith, trainEstimator, type Estimator } from '../../../core/trainers/train-estimator.js';
import { trainerTools } from './trainer-tools.js';

/** Written by golden/make-trees.py. */
interface Golden {
  readonly rows: number;
  /** Null where a value is missing. */
  readonly matrices: Readonly<Record<string, readonly (number | null)[]>>;
  readonly targets: Readonly<Record<string, readonly number[]>>;
  readonly weights: readonly number[];
  readonly cases: readonly GoldenCase[];
}

interface GoldenCase {
  readonly trainer: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly target: string;
  readonly matrix: string;
  /** Of its columns, where some are categories. */
  readonly cardinalities?: readonly number[];
  readonly weighted: boolean;
  readonly reference: string;
  /** Empty where the reference says something else of the same leaves. */
  readonly predictions: readonly number[];
  /** By feature. */
  readonly gain?: readonly number[];
  readonly split?: readonly number[];
  /** The same of sum 1. */
  readonly gainShares?: readonly number[];
  /** Of the first rows; shape [rows, features + 1]. */
  readonly contributions?: readonly number[];
}

/** Gradients are rounded to 23 bits, leaves to float32. */
const ROUNDED = 5;

/** Gains, in thousands, are squares of sums of gradients. */
const ROUNDED_GAIN = 1;

const golden = JSON.parse(await readFile(new URL('golden/trees.json', import.meta.url), 'utf8')) as Golden; // its script writes this form
const classesOf: Readonly<Record<string, number>> = { binary: 2, three: 3 };

function featuresOf({ matrix, cardinalities = [0, 0, 0] }: GoldenCase) {
  const data = Float32Array.from(golden.matrices[matrix] ?? [], (value) => value ?? NaN);
  return { rows: golden.rows, names: ['a', 'b', 'c'], data, cardinalities };
}

function learn(each: GoldenCase): Promise<Estimator> {
  const { trainer, hyperparameters, target, weighted } = each;
  const sample = {
    features: featuresOf(each),
    target: Float64Array.from(golden.targets[target] ?? []),
    classes: classesOf[target] ?? 0,
    ...(weighted && { weights: Float64Array.from(golden.weights) }),
  };
  return trainEstimator({ name: trainer, hyperparameters }, sample, trainerTools());
}

function furthest(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...Array.from(actual, (value, index) => Math.abs(value - (expected[index] ?? NaN))));
}

test.each(golden.cases)('grows the trees of $reference: $trainer $hyperparameters of $target, weighted: $weighted', async (each) => {
  const estimator = await learn(each);
  if (each.predictions.length > 0) expect(furthest(predictWith(estimator, featuresOf(each)), each.predictions)).toBeCloseTo(0, ROUNDED);
  const { gain, split } = estimator.trainer.importance?.(estimator.parameters) ?? {};
  const sum = gain?.reduce((total, value) => total + value, 0) ?? NaN;
  if (each.gain !== undefined) expect(furthest(gain ?? [], each.gain)).toBeCloseTo(0, ROUNDED_GAIN);
  if (each.split !== undefined) expect([...(split ?? [])]).toEqual(each.split);
  if (each.gainShares !== undefined) expect(furthest(gain?.map((value) => value / sum) ?? [], each.gainShares)).toBeCloseTo(0, ROUNDED);
});

test('explains rows as LightGBM does', async () => {
  const explained = golden.cases.filter(({ contributions }) => contributions !== undefined);
  expect(explained).not.toEqual([]);
  for (const each of explained) {
    const { trainer, parameters, shape } = await learn(each);
    const { names, data } = featuresOf(each);
    const rows = (each.contributions?.length ?? 0) / (names.length + 1);
    const contributions = trainer.explain?.({ rows, names, data: data.subarray(0, rows * names.length) }, parameters, shape) ?? [];
    expect(furthest(contributions, each.contributions ?? [])).toBeCloseTo(0, ROUNDED);
  }
});

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { LinearParameters } from '../../../core/trainers/linear-model.js';
import { linear } from '../../../core/trainers/linear.js';
import { trainEstimator } from '../../../core/trainers/train-estimator.js';
import { trainerTools } from './trainer-tools.js';

/** Written by golden/make-golden.py. */
interface Golden {
  readonly reference: string;
  readonly rows: number;
  readonly features: readonly number[];
  readonly targets: Readonly<Record<string, readonly number[]>>;
  readonly rowWeights: readonly number[];
  readonly cases: readonly {
    readonly trainer: string;
    readonly hyperparameters: Readonly<Record<string, unknown>>;
    readonly target: string;
    readonly weighted: boolean;
    readonly weights: readonly number[];
    readonly bias: readonly number[];
  }[];
}

/** Digits after the point. The iteration stops at a mean gradient of 1e-6, and the loss runs in float32. */
const ITERATIVE = 3;
/** Solved in doubles, then rounded to the float32 that the graph holds. */
const EXACT = 6;

const golden = JSON.parse(await readFile(new URL('golden/golden.json', import.meta.url), 'utf8')) as Golden; // its script writes this form
const classesOf: Readonly<Record<string, number>> = { values: 0, binary: 2, three: 3 };

test.each(golden.cases)(
  `finds the coefficients of ${golden.reference}: $trainer $hyperparameters of $target, weighted: $weighted`,
  async (each) => {
    const { rows, features, targets, rowWeights } = golden;
    const sample = {
      features: { rows, names: ['a', 'b', 'c', 'd'], data: Float32Array.from(features) },
      target: Float64Array.from(targets[each.target] ?? []),
      classes: classesOf[each.target] ?? NaN,
      ...(each.weighted && { weights: Float64Array.from(rowWeights) }),
    };
    const choice = { name: each.trainer, hyperparameters: each.hyperparameters };
    const { weights, bias } = (await trainEstimator(choice, sample, trainerTools())).parameters as LinearParameters; // what the linear trainers learn
    const digits = sample.classes === 0 ? EXACT : ITERATIVE;
    expectClose(weights, each.weights, digits);
    expectClose(centred(bias), centred(each.bias), digits);
  },
);

test('gives no weight to a feature that others explain, and predicts the same', async () => {
  const twice = { rows: 4, names: ['x', 'twice', 'constant'], data: Float32Array.of(1, 2, 5, 2, 4, 5, 3, 6, 5, 4, 8, 5) };
  const sample = { features: twice, target: Float64Array.of(3, 5, 7, 9), classes: 0 };
  const { parameters, notes } = await trainEstimator(linear(), sample, trainerTools());
  const { weights, bias } = parameters as LinearParameters; // what the linear trainers learn
  expectClose([...weights, ...bias], [2, 0, 0, 1], EXACT);
  expect(notes).toEqual({ droppedFeatures: 2 });
});

/** Softmax does not see a bias that all classes have in common. */
function centred(bias: readonly number[]): number[] {
  const shared = bias.length === 1 ? 0 : bias.reduce((sum, value) => sum + value, 0) / bias.length;
  return bias.map((value) => value - shared);
}

function expectClose(actual: readonly number[], expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index] ?? NaN, digits);
  });
}

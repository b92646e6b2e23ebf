import { expect, test } from 'vitest';
import type { TrainerChoice } from '../../../core/model/candidate.js';
import type { LinearParameters } from '../../../core/trainers/linear-model.js';
import { linear } from '../../../core/trainers/linear.js';
import { logistic } from '../../../core/trainers/logistic.js';
import { ridge } from '../../../core/trainers/ridge.js';
import { trainEstimator } from '../../../core/trainers/train-estimator.js';
import { trainerTools } from './trainer-tools.js';

/** Digits after the point. The iteration stops at a mean gradient of 1e-5, and the loss runs in float32. */
const ITERATIVE = 3;
/** Solved in doubles, then rounded to the float32 that the graph holds. */
const EXACT = 6;

// prettier-ignore
const data = Float32Array.of(0.5, 10,  1.5, 14,  2, 9,  2.5, 16,  3.5, 11,  4, 18,  4.5, 12,  5.5, 20);
const features = { rows: 8, names: ['x', 'y'], data };

async function learn(choice: TrainerChoice, target: readonly number[], classes = 0): Promise<LinearParameters> {
  const { parameters } = await trainEstimator(choice, { features, target: Float64Array.from(target), classes }, trainerTools());
  return parameters as LinearParameters; // what the linear trainers learn
}

test('finds the binary coefficients of scikit-learn 1.9.1', async () => {
  const { weights, bias } = await learn(logistic({ l2: 1, tolerance: 1e-6 }), [0, 0, 1, 0, 1, 1, 0, 1], 2);
  expectClose([...weights, ...bias], [0.5888091096542654, -0.028298669089066992, -1.379534904517562], ITERATIVE);
});

test('finds the softmax coefficients of scikit-learn 1.9.1, up to a common bias', async () => {
  const { weights, bias } = await learn(logistic({ l2: 0.1, tolerance: 1e-6 }), [0, 1, 2, 0, 1, 2, 0, 2], 3);
  // prettier-ignore
  expectClose(weights, [
    -0.15119270006137686, -0.12719976558434148, 0.27839246564570164,
    -0.038733495726988296, -0.06035502867066798, 0.09908852439765636,
  ], ITERATIVE);
  const [first = 0, second = 0, third = 0] = bias;
  expectClose(
    [second - first, third - first],
    [0.969806735105043 - 1.1632771647814966, -2.1330838998865453 - 1.1632771647814966],
    ITERATIVE,
  );
});

const values = [1, 2.5, 2, 4.5, 4, 6.5, 5, 8];

test('finds the least-squares coefficients of scikit-learn 1.9.1', async () => {
  const { weights, bias } = await learn(linear(), values);
  expectClose([...weights, ...bias], [0.9176587301587305, 0.2668650793650794, -2.2348710317460334], EXACT);
});

test('finds the ridge coefficients of scikit-learn 1.9.1', async () => {
  const { weights, bias } = await learn(ridge({ l2: 10 }), values);
  expectClose([...weights, ...bias], [0.5414900479174346, 0.33424714338370815, -2.032868365278291], EXACT);
});

test('gives no weight to a feature that others explain, and predicts the same', async () => {
  const twice = { rows: 4, names: ['x', 'twice', 'constant'], data: Float32Array.of(1, 2, 5, 2, 4, 5, 3, 6, 5, 4, 8, 5) };
  const sample = { features: twice, target: Float64Array.of(3, 5, 7, 9), classes: 0 };
  const { parameters, notes } = await trainEstimator(linear(), sample, trainerTools());
  const { weights, bias } = parameters as LinearParameters; // what the linear trainers learn
  expectClose([...weights, ...bias], [2, 0, 0, 1], EXACT);
  expect(notes).toEqual({ droppedFeatures: 2 });
});

function expectClose(actual: readonly number[], expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index] ?? NaN, digits);
  });
}

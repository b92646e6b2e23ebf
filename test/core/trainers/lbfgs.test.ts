import { expect, test } from 'vitest';
import { minimise, type Evaluated } from '../../../core/trainers/lbfgs.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { trainerTools } from './trainer-tools.js';

const options = { maxIterations: 100, tolerance: 1e-9, ...trainerTools() };

/** Half the weighted squared distance from (1, 2, 3): an ellipsoid 10,000 times longer than wide. */
function ellipsoid(point: Float64Array): Promise<Evaluated> {
  const weights = [1, 100, 10_000];
  const gradient = point.map((value, index) => (weights[index] ?? 0) * (value - index - 1));
  const value = gradient.reduce((sum, slope, index) => sum + (slope * ((point[index] ?? 0) - index - 1)) / 2, 0);
  return Promise.resolve({ value, gradient });
}

test('finds the minimum of a long valley', async () => {
  const { point, converged } = await minimise(ellipsoid, { point: new Float64Array(3) }, options);
  expect(converged).toBe(true);
  [1, 2, 3].forEach((value, index) => {
    expect(point[index]).toBeCloseTo(value, 8);
  });
});

test('stays where the gradient is 0 already', async () => {
  expect(await minimise(ellipsoid, { point: Float64Array.of(1, 2, 3) }, options)).toMatchObject({ iterations: 0, converged: true });
});

test('stops at the upper limit and says that it has not converged', async () => {
  expect(await minimise(ellipsoid, { point: new Float64Array(3) }, { ...options, maxIterations: 2 })).toMatchObject({
    iterations: 2,
    converged: false,
  });
});

test('is cancelled between evaluations', async () => {
  const flag = { cancelled: false };
  const evaluate = (point: Float64Array): Promise<Evaluated> => {
    flag.cancelled = true;
    return ellipsoid(point);
  };
  await expectRejection(minimise(evaluate, { point: new Float64Array(3) }, { ...options, ...trainerTools({ flag }) }), 'CANCELLED', 'test');
});

test('leaves at 0 what a penalty on absolute coordinates outweighs, and shrinks the others', async () => {
  const { point, converged } = await minimise(ellipsoid, { point: new Float64Array(3) }, { ...options, l1: Float64Array.of(2, 50, 0) });
  expect(converged).toBe(true);
  expect(point[0]).toBe(0); // pulled by 1 at most, it pays 2
  expect(point[1]).toBeCloseTo(1.5, 8); // 50 / 100 short of 2
  expect(point[2]).toBeCloseTo(3, 8);
});

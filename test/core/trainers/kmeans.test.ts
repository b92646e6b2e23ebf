import { expect, test } from 'vitest';
import { Random } from '../../../core/random.js';
import type { FeatureMatrix } from '../../../core/trainers/define-trainer.js';
import { kmeans } from '../../../core/trainers/kmeans.js';
import type { Clusters } from '../../../core/trainers/kmeans/distances.js';
import { trainEstimator } from '../../../core/trainers/train-estimator.js';
import { trainerTools } from './trainer-tools.js';

/** Rows around (0, 0), (10, 0) and (0, 10), of which the first have the most and the last the fewest; far from the origin. */
function blobs(): FeatureMatrix {
  const random = new Random('blobs');
  const centres = [...Array<number[]>(60).fill([0, 0]), ...Array<number[]>(40).fill([10, 0]), ...Array<number[]>(20).fill([0, 10])];
  const data = Float32Array.from(centres.flatMap((centre) => centre.map((value) => 1000 + value + random.next() - 0.5)));
  return { rows: centres.length, names: ['x', 'y'], data };
}

test('finds the centres of groups, the largest group first', async () => {
  const sample = { features: blobs(), target: new Float64Array(0), classes: 0 };
  const { parameters, notes } = await trainEstimator(kmeans({ clusters: 3 }), sample, trainerTools());
  const { centres } = parameters as Clusters; // what the trainer learns
  [1000, 1000, 1010, 1000, 1000, 1010].forEach((value, index) => {
    expect(centres[index]).toBeGreaterThan(value - 0.2);
    expect(centres[index]).toBeLessThan(value + 0.2);
  });
  expect(notes).toMatchObject({ converged: true });
  expect(notes['inertia']).toBeLessThan(120 * (1 / 6 + 0.02)); // a uniform deviation in two directions
});

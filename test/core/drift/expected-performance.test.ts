import { expect, test } from 'vitest';
import { expectedOutcome } from '../../../core/drift/expected-performance.js';
import { measureAll } from '../../../core/metrics/metrics.js';

test('expects what calibrated probabilities promise', () => {
  const metrics = measureAll(expectedOutcome(Float32Array.of(0.75, 0.25, 0.5, 0.5, 0, 1), { classes: 2 }));
  expect(metrics['accuracy']).toBeCloseTo((0.75 + 0.5 + 1) / 3, 6);
  // Taken for the second class: the last row, with 1 of its 1.75 expected rows.
  expect(metrics['recall']).toBeCloseTo(1 / 1.75, 6);
  expect(metrics['precision']).toBeCloseTo(1, 6);
  expect(metrics['brierScore']).toBeCloseTo((0.75 * 0.25 + 0.25 + 0) / 3, 6);
});

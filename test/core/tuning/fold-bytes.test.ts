import { expect, test } from 'vitest';
import { decodeFold, encodeFold } from '../../../core/tuning/fold-bytes.js';
import { decodePredictions, encodePredictions } from '../../../core/tuning/fold-predictions.js';
import type { PreparedFold } from '../../../core/tuning/prepare-fold.js';

const fold: PreparedFold = {
  training: {
    features: { rows: 3, names: ['a', 'b'], data: Float32Array.of(1, 2, 3, 4, 5, NaN), cardinalities: [0, 7] },
    target: Float64Array.of(0, 1, 2),
    weights: Float64Array.of(0.5, 1, 2),
  },
  heldOut: { features: { rows: 1, names: ['a', 'b'], data: Float32Array.of(7, 8), cardinalities: [0, 7] }, target: Float64Array.of(1) },
};

/** As stores hand bytes out: a view that begins anywhere in a larger piece of memory. */
function asStored(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(1, 2, 3), bytes]).subarray(3);
}

test('keeps a fold through bytes, wherever in memory they lie', () => {
  expect(decodeFold(asStored(encodeFold(fold)))).toEqual(fold);
});

test('keeps what was said of the held-out rows, fold by fold', () => {
  const bytes = asStored(encodePredictions([Float64Array.of(0.25, 0.75), Float64Array.of(0.5)]));
  expect(decodePredictions(bytes, [2, 1])).toEqual([Float32Array.of(0.25, 0.75), Float32Array.of(0.5)]);
});

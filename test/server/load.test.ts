import { expect, test } from 'vitest';
import { runLoad } from '../load/run-load.js';

test('loses no run of many that are started beside predictions, and refuses none', { timeout: 180_000 }, async () => {
  const { lost, predictions, refused } = await runLoad({ starts: 20, startSeconds: 2, predictionsPerSecond: 100, seconds: 4 });
  expect({ lost, predictions, refused }).toEqual({ lost: 0, predictions: 400, refused: {} });
});

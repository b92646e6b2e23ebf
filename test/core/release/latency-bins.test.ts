import { expect, test } from 'vitest';
import { emptyLatencies, latencyAt, latencyBin } from '../../../core/release/latency-bins.js';

test('reads a percentile to a quarter of its size', () => {
  const counts = emptyLatencies();
  for (let ms = 1; ms <= 100; ms++) {
    const bin = latencyBin(ms);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  expect(latencyAt(counts, 0.95) / 95).toBeGreaterThanOrEqual(1);
  expect(latencyAt(counts, 0.95) / 95).toBeLessThan(1.25);
});

test('has a bin for every time, and no percentile of nothing', () => {
  expect([0, 1e9].map(latencyBin)).toEqual([0, emptyLatencies().length - 1]);
  expect(latencyAt(emptyLatencies(), 0.5)).toBeNaN();
});

import { expect, test } from 'vitest';
import { placeOfKey } from '../../../core/release/place-of-key.js';

const keys = Array.from({ length: 20_000 }, (_, index) => `user-${String(index)}`);

test('spreads keys evenly: every share takes as many as it says', () => {
  for (const share of [0.05, 0.25, 0.5]) {
    const taken = keys.filter((key) => placeOfKey('release-1', key) < share).length / keys.length;
    expect(Math.abs(taken - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / keys.length)); // four standard deviations
  }
});

test('puts a key in the same place each time, and in another one in another release', () => {
  expect(placeOfKey('release-1', 'Ada')).toBe(placeOfKey('release-1', 'Ada'));
  const early = keys.filter((key) => placeOfKey('release-1', key) < 0.1);
  const earlyAgain = early.filter((key) => placeOfKey('release-2', key) < 0.1).length / early.length;
  expect(Math.abs(earlyAgain - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / early.length));
});

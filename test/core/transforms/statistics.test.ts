import { expect, test } from 'vitest';
import { Random } from '../../../core/random.js';
import { Moments } from '../../../core/transforms/statistics/moments.js';
import { Quantiles } from '../../../core/transforms/statistics/quantiles.js';
import { ValueCounts } from '../../../core/transforms/statistics/value-counts.js';
import { stringColumn } from '../../../core/table/columns.js';

const values = Float64Array.of(4, NaN, 1, 3, 8);

test('merges moments as if all had been added to one', () => {
  const merged = new Moments().add(values.subarray(0, 2)).merge(new Moments().add(values.subarray(2)));
  const whole = new Moments().add(values);
  expect(merged).toMatchObject({ count: 4, mean: 4, minimum: 1, maximum: 8 });
  expect(merged.deviation).toBeCloseTo(whole.deviation, 14);
  expect(new Moments().merge(new Moments())).toMatchObject({ count: 0, mean: 0 });
});

test('finds exact quantiles of few values, merged or not', () => {
  const merged = new Quantiles().add(values.subarray(0, 2)).merge(new Quantiles().add(values.subarray(2)));
  expect([0, 0.25, 0.5, 1].map((fraction) => merged.at(fraction))).toEqual([1, 2.5, 3.5, 8]);
});

test('samples many values alike however they are cut, close to their true rank', () => {
  const random = new Random('quantiles');
  const many = Float64Array.from({ length: 700_000 }, () => random.next());
  const whole = new Quantiles().add(many);
  const parts = new Quantiles();
  for (let start = 0; start < many.length; start += 99_999) parts.add(many.subarray(start, start + 99_999));
  const merged = new Quantiles().add(many.subarray(0, 300_000)).merge(new Quantiles().add(many.subarray(300_000)));

  expect(parts.at(0.5)).toBe(whole.at(0.5));
  // Four standard deviations of the documented 0.14 %.
  for (const quantiles of [whole, merged]) expect(Math.abs(quantiles.at(0.5) - 0.5)).toBeLessThan(4 * 0.0014);
});

test('ranks equally frequent values by value', () => {
  const counts = new ValueCounts().add(stringColumn(['b', 'c', 'a'])).merge(new ValueCounts().add(stringColumn(['c', null])));
  expect(counts.ranked()).toEqual([['c', 2], ['a', 1], ['b', 1]]); // prettier-ignore
  expect(counts.total).toBe(4);
});

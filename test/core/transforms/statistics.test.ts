import { expect, test } from 'vitest';
import { Random } from '../../../core/random.js';
import { minimiseInOneDimension } from '../../../core/transforms/minimise-in-one-dimension.js';
import { murmur3 } from '../../../core/transforms/murmur3.js';
import { Covariance } from '../../../core/transforms/statistics/covariance.js';
import { RowSample } from '../../../core/transforms/statistics/row-sample.js';
import { symmetricEigen } from '../../../core/transforms/statistics/symmetric-eigen.js';
import { Moments } from '../../../core/transforms/statistics/moments.js';
import { Quantiles } from '../../../core/transforms/statistics/quantiles.js';
import { ValueCounts } from '../../../core/transforms/statistics/value-counts.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';

const values = Float64Array.of(4, NaN, 1, 3, 8);

test('adds moments part by part as at once', () => {
  const parts = new Moments().add(values.subarray(0, 2)).add(values.subarray(2));
  expect(parts).toEqual(new Moments().add(values));
  expect(parts).toMatchObject({ count: 4, mean: 4, minimum: 1, maximum: 8 });
  expect(parts.deviation).toBeCloseTo(Math.sqrt(6.5), 14);
});

test('finds exact quantiles of few values', () => {
  const quantiles = new Quantiles().add(values.subarray(0, 2)).add(values.subarray(2));
  expect([0, 0.25, 0.5, 1].map((fraction) => quantiles.at(fraction))).toEqual([1, 2.5, 3.5, 8]);
});

test('samples many values alike however they are cut, close to their true rank', () => {
  const random = new Random('quantiles');
  const many = Float64Array.from({ length: 700_000 }, () => random.next());
  const whole = new Quantiles().add(many);
  const parts = new Quantiles();
  for (let start = 0; start < many.length; start += 99_999) parts.add(many.subarray(start, start + 99_999));

  expect(parts.at(0.5)).toBe(whole.at(0.5));
  // Four standard deviations of the documented 0.14 %.
  expect(Math.abs(whole.at(0.5) - 0.5)).toBeLessThan(4 * 0.0014);
});

test('finds the directions of a symmetric matrix', () => {
  const matrix = Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5);
  const { values, vectors } = symmetricEigen(matrix, 3);
  expect(values.map((value) => Number(value.toFixed(12)))).toEqual([5, 3, 1]);
  expect(Math.abs(vectors[1]?.[0] ?? 0)).toBeCloseTo(Math.SQRT1_2, 12);
  expect(matrix[1]).toBe(1);
});

test('adds up products of distances as if from the means at the end', () => {
  const covariance = new Covariance(2).add([numericColumn('number', [1, 2, NaN, 6]), numericColumn('number', [2, 3, 9, 7])]);
  expect(covariance.count).toBe(3);
  expect([...covariance.products].map((sum) => Number(sum.toFixed(12)))).toEqual([14, 14, 14, 14]);
});

test('finds the minimum of a function, also beyond the points it begins with', () => {
  expect(minimiseInOneDimension((x) => (x - 7) ** 2 + 3, { from: -2, to: 2 })).toBeCloseTo(7, 6);
  expect(minimiseInOneDimension((x) => Math.cosh(x + 0.5), { from: -2, to: 2 })).toBeCloseTo(-0.5, 6);
});

test('samples rows alike however they are cut, with their target', () => {
  const column = numericColumn(
    'number',
    Float64Array.from({ length: 1000 }, (_, row) => row),
  );
  const target = numericColumn(
    'number',
    column.values.map((value) => -value),
  );
  const whole = new RowSample(300).add({ columns: [column], target, rowsBefore: 0 }).finish();
  const parts = new RowSample(300);
  for (let start = 0; start < 1000; start += 70) {
    const rows = Table.of([['0', column], ['1', target]]).slice(start, start + 70); // prettier-ignore
    parts.add({ columns: [rows.column('0')], target: rows.column('1'), rowsBefore: start });
  }
  expect(parts.finish()).toEqual(whole);
  expect(whole.rows).toBeGreaterThan(150);
  expect(whole.rows).toBeLessThanOrEqual(300);
  expect(whole.cell('1', 5)).toBe(-Number(whole.cell('0', 5)));
});

test('hashes texts as the reference does', () => {
  // Of scikit-learn 1.9.1: sklearn.utils.murmurhash3_32(text, seed=0).
  expect(['', 'x', 'abcd', 'Hello, big world! éa über 日本語'].map(murmur3)).toEqual([0, 1050319643, 1139631978, -758638886]);
});

test('ranks equally frequent values by value', () => {
  const counts = new ValueCounts().add(stringColumn(['b', 'c', 'a'])).add(stringColumn(['c', null]));
  expect(counts.ranked()).toEqual([['c', 2], ['a', 1], ['b', 1]]); // prettier-ignore
  expect(counts.total).toBe(4);
});

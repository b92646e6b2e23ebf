import { expect, test } from 'vitest';
import { descendingOrder } from '../../../core/metrics/descending-order.js';
import { Random } from '../../../core/random.js';

test('ranks few values as many, of both signs and with ties', () => {
  const random = new Random('order');
  for (const count of [100, 10_000]) {
    const values = Float64Array.from({ length: count }, () => Math.fround(Math.round(random.next() * 2000 - 1000) / 100));
    const expected = Array.from(values.keys()).sort((left, right) => (values[right] ?? 0) - (values[left] ?? 0) || left - right);
    expect([...descendingOrder(values)]).toEqual(expected);
  }
});

test('keeps the order of equal values, 0 and −0 among them', () => {
  const values = Float64Array.from({ length: 5000 }, (_, row) => (row % 2 === 0 ? 0 : -0));
  expect([...descendingOrder(values)]).toEqual([...values.keys()]);
});

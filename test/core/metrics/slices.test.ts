import { expect, test } from 'vitest';
import type { Outcome } from '../../../core/metrics/metric.js';
import { measureAll } from '../../../core/metrics/metrics.js';
import { evaluateSlice } from '../../../core/metrics/slices.js';
import type { SliceEvaluation } from '../../../core/model/evaluation.js';
import type { Column } from '../../../core/table/column.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';

/** The first half of the rows is right, the second off by 1. */
function outcome(rows: number): Outcome {
  const actual = Array.from({ length: rows }, (_, row) => row);
  return { task: 'regression', actual, predicted: actual.map((value) => value + Number(value >= rows / 2)) };
}

function sliceBy(column: Column, rows: number): SliceEvaluation {
  return evaluateSlice(outcome(rows), { column, name: 'island' }, (group) => ({ metrics: measureAll(group) }));
}

test('measures every group and tells the gap between the best and the worst', () => {
  const island = stringColumn(Array.from({ length: 60 }, (_, row) => (row < 30 ? 'Dream' : row < 59 ? 'Biscoe' : null)));
  const { column, groups, gaps } = sliceBy(island, 60);
  expect(column).toBe('island');
  expect(groups.map(({ group, rows, metrics }) => [group, rows, metrics['mae']])).toEqual([
    ['Biscoe', 29, 1],
    ['Dream', 30, 0],
    [null, 1, 1],
  ]);
  expect(gaps['mae']).toEqual({ gap: 1, best: 'Dream', worst: 'Biscoe' });
});

test('does not count groups of few rows in the gap', () => {
  const island = stringColumn(Array.from({ length: 60 }, (_, row) => (row < 45 ? 'Dream' : 'Biscoe')));
  expect(sliceBy(island, 60).gaps).toEqual({});
});

test('cuts many numbers at their quartiles, and keeps few as they are', () => {
  const many = sliceBy(
    numericColumn(
      'number',
      Array.from({ length: 100 }, (_, row) => row),
    ),
    100,
  );
  expect(many.groups.map(({ group, rows }) => [group, rows])).toEqual([
    ['1: ≤ 24.5', 25],
    ['2: 24.5 – 49.5', 25],
    ['3: 49.5 – 74.5', 25],
    ['4: > 74.5', 25],
  ]);
  const few = sliceBy(
    numericColumn(
      'integer',
      Array.from({ length: 22 }, (_, row) => 9 + (row % 2)),
    ),
    22,
  );
  expect(few.groups.map(({ group }) => group)).toEqual(['9', '10']);
});

test('takes rare texts together where there are many', () => {
  const texts = Array.from({ length: 70 }, (_, row) => `town ${String(row % 35).padStart(2, '0')}`);
  const { groups } = sliceBy(stringColumn(texts), 70);
  expect(groups).toHaveLength(20);
  expect(groups.at(-1)).toMatchObject({ group: '(others)', rows: 32 });
});

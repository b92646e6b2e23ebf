import { expect, test } from 'vitest';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { readActual, readTarget } from '../../../core/trainers/target.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const classification = { name: 'species', task: 'classification' } as const;
const regression = { name: 'weight', task: 'regression' } as const;

test('sorts text labels, whatever the order of rows and dictionary', () => {
  const target = readTarget({ type: 'string', codes: Int32Array.of(2, 0, 2), dictionary: ['gentoo', 'unused', 'adelie'] }, classification);
  expect(target).toEqual({ task: 'classification', classes: ['adelie', 'gentoo'], values: Float64Array.of(0, 1, 0) });
});

test('keeps the type of whole numbers and booleans', () => {
  expect(readTarget(numericColumn('integer', [10, 9, 10]), classification)).toMatchObject({
    classes: [9, 10],
    values: Float64Array.of(1, 0, 1),
  });
  expect(readTarget(numericColumn('boolean', [1, 0]), classification)).toMatchObject({
    classes: [false, true],
    values: Float64Array.of(1, 0),
  });
});

test('takes numbers as they are for regression', () => {
  expect(readTarget(numericColumn('number', [1.5, 2]), regression)).toEqual({
    task: 'regression',
    classes: [],
    values: Float64Array.of(1.5, 2),
  });
});

test('refuses rows without a value, with count, first row and how to leave them out', () => {
  const column = stringColumn(['a', null, 'b', '']);
  expectRefusal(() => readTarget(column, classification), 'TARGET_VALUE_MISSING', '2 rows, first in row 1');
  expectRefusal(() => readTarget(column, classification), 'TARGET_VALUE_MISSING', 'dropMissing: ["species"]');
});

test('refuses a single class by name', () => {
  expectRefusal(() => readTarget(stringColumn(['a', 'a']), classification), 'TARGET_ONE_CLASS', 'got only "a"');
});

test('refuses fractions and times as classes, and texts as values', () => {
  expectRefusal(() => readTarget(numericColumn('number', [1, 2.5]), classification), 'TARGET_TYPE', 'got 2.5');
  expectRefusal(() => readTarget(numericColumn('timestamp', [1, 2]), classification), 'TARGET_TYPE', 'got timestamp');
  expectRefusal(() => readTarget(stringColumn(['a']), regression), 'TARGET_TYPE', 'got string');
});

test('refuses thousands of classes', () => {
  const ids = numericColumn(
    'integer',
    Array.from({ length: 1001 }, (_, row) => row),
  );
  expectRefusal(() => readTarget(ids, classification), 'TARGET_TYPE', 'got 1001');
});

test('refuses a class that the model does not know', () => {
  const rows = stringColumn(['a', 'c']);
  expectRefusal(
    () => readActual(rows, { name: 'species', classes: ['a', 'b'] }),
    'TARGET_CLASS_UNKNOWN',
    'row 1: expected one of "a", "b", got "c"',
  );
});

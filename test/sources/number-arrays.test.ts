import { expect, test } from 'vitest';
import { Table } from '../../core/table/table.js';
import { NumberArrays } from '../../sources/number-arrays.js';

test('lends an array anew once the part that has it is given back', () => {
  const arrays = new NumberArrays();
  const values = arrays.take(3);
  expect(arrays.take(3).buffer).not.toBe(values.buffer);
  arrays.giveBack(Table.of([['x', { type: 'number', values: values.subarray(0, 2) }]])); // the last part has fewer rows
  expect(arrays.take(3).buffer).toBe(values.buffer);
});

test('leaves arrays alone that it has not lent, or not any more', () => {
  const arrays = new NumberArrays();
  const [own, foreign] = [arrays.take(3), new Float64Array(3)];
  const part = Table.of([
    ['own', { type: 'number', values: own }],
    ['foreign', { type: 'number', values: foreign }],
  ]);
  arrays.giveBack(part);
  arrays.giveBack(part);
  const taken = [arrays.take(3), arrays.take(3)].map(({ buffer }) => buffer);
  expect(taken[0]).toBe(own.buffer);
  expect(taken[1]).not.toBe(own.buffer);
  expect(taken).not.toContain(foreign.buffer);
});

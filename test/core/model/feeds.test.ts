import { expect, test } from 'vitest';
import { feedsOf } from '../../../core/model/feeds.js';
import type { Signature } from '../../../core/model/signature.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { tableOf } from '../transforms/rows.js';

const signature: Signature = {
  task: 'regression',
  target: 'mass',
  inputs: [
    { name: 'length', type: 'number' },
    { name: 'island', type: 'string' },
  ],
};

test('makes a tensor of each input, with NaN and empty texts where values are missing', () => {
  const table = tableOf({ id: ['x', 'y'], island: [null, 'Dream'], length: [39.5, null] });
  expect(feedsOf(signature, table)).toEqual({
    length: { type: 'float64', shape: [2, 1], data: Float64Array.of(39.5, NaN) },
    island: { type: 'string', shape: [2, 1], data: ['', 'Dream'] },
  });
});

test('takes columns without any value for every type, and whole numbers for numbers', () => {
  const table = tableOf({ island: numericColumn('number', [NaN]), length: stringColumn([null]) });
  expect(feedsOf(signature, table)).toMatchObject({ length: { data: Float64Array.of(NaN) }, island: { data: [''] } });
  expect(feedsOf(signature, tableOf({ island: ['a'], length: numericColumn('integer', [39]) }))).toMatchObject({
    length: { data: Float64Array.of(39) },
  });
});

const complete = { length: [39.5], island: ['Dream'] };
const closed: Signature = { ...signature, inputs: [{ name: 'island', type: 'string', categories: ['Dream'], closed: true }] };

test.for<[what: string, check: () => unknown, code: string, received: string]>([
  [
    'a missing column',
    () => feedsOf(signature, tableOf({ length: [1] })),
    'PREDICT_COLUMN_MISSING',
    '"island" of type string, got columns "length"',
  ],
  [
    'several missing columns at once',
    () => feedsOf(signature, tableOf({ id: [1] })),
    'PREDICT_COLUMN_MISSING',
    'column "length" of type number, column "island" of type string, got columns "id"',
  ],
  [
    'an unknown column',
    () => feedsOf(signature, tableOf({ ...complete, lenght: [1] }), { unknown: 'refuse' }),
    'PREDICT_COLUMN_UNKNOWN',
    '"lenght": did you mean "length"?',
  ],
  [
    'texts for numbers',
    () => feedsOf(signature, tableOf({ ...complete, length: ['long'] })),
    'PREDICT_TYPE_MISMATCH',
    '"length": expected type number, got string',
  ],
  [
    'numbers for texts',
    () => feedsOf(signature, tableOf({ ...complete, island: [3] })),
    'PREDICT_TYPE_MISMATCH',
    '"island": expected type string, got number',
  ],
  [
    'an unknown text of a closed column',
    () => feedsOf(closed, tableOf({ island: ['Atlantis'] })),
    'PREDICT_CATEGORY_UNKNOWN',
    '"Atlantis"',
  ],
])('refuses %s', ([, check, code, received]) => {
  expect(check).toThrow(expect.objectContaining({ code }) as Error);
  expect(check).toThrow(received);
});

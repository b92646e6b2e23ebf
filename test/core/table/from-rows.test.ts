import { expect, test } from 'vitest';
import { tableFromRows } from '../../../core/table/from-rows.js';
import { toRows } from '../../../core/table/to-rows.js';

test('infers the narrowest type of each column', () => {
  const table = tableFromRows([
    { mass: 1, year: 2007, ok: true, seen: '2026-01-02', name: 'a', none: null },
    { mass: 1.5, year: 2008, ok: null, seen: '2026-01-02T03:04:05+01:00', name: '2026-01-02' },
  ]);
  expect(Object.fromEntries(table.schema.map(({ name, type }) => [name, type]))).toEqual({
    mass: 'number',
    year: 'integer',
    ok: 'boolean',
    seen: 'timestamp',
    name: 'string',
    none: 'string',
  });
  expect(table.cell('seen', 1)).toBe('2026-01-02T02:04:05.000Z');
});

test('reads a date without a zone as UTC', () => {
  expect(tableFromRows([{ seen: '2026-01-02 03:04' }]).cell('seen', 0)).toBe('2026-01-02T03:04:00.000Z');
});

test('takes absent, null, NaN and empty values as missing', () => {
  const rows = [{ x: 1, s: 'a' }, {}, { x: null, s: '' }, { x: NaN, s: null }];
  const missing = { x: null, s: null };
  expect(toRows(tableFromRows(rows))).toEqual([{ x: 1, s: 'a' }, missing, missing, missing]);
});

test.each([
  { type: 'number', value: '12', received: '"12"' },
  { type: 'integer', value: 1.5, received: '1.5' },
  { type: 'boolean', value: 2, received: '2' },
  { type: 'timestamp', value: 'yesterday', received: '"yesterday"' },
  { type: 'string', value: 7, received: '7' },
] as const)('refuses $received in a column of type $type', ({ type, value, received }) => {
  expect(() => tableFromRows([{ x: null }, { x: value }], [{ name: 'x', type }])).toThrow(
    expect.objectContaining({ code: 'SCHEMA_TYPE_MISMATCH', details: { column: 'x', row: 2, expected: type, received } }),
  );
});

test('refuses numbers and texts in one column', () => {
  expect(() => tableFromRows([{ x: 1 }, { x: 'a' }])).toThrow(
    expect.objectContaining({ code: 'SCHEMA_TYPE_MISMATCH', message: 'column "x", row 2: expected integer, got "a"' }),
  );
});

test('refuses a nested value', () => {
  expect(() => tableFromRows([{ x: { y: 1 } }])).toThrow(expect.objectContaining({ code: 'SCHEMA_TYPE_MISMATCH' }));
});

test('refuses a column that the schema does not know', () => {
  expect(() => tableFromRows([{ x: 1, y: 2 }], [{ name: 'x', type: 'number' }])).toThrow(
    expect.objectContaining({ code: 'SCHEMA_COLUMN_UNKNOWN', message: 'row 1: unknown column "y"; known: x' }),
  );
});

test('refuses an integer that would lose digits, and keeps it as text when declared so', () => {
  const rows = [{ id: 9_007_199_254_740_993n }];
  expect(() => tableFromRows(rows)).toThrow(
    expect.objectContaining({ code: 'SCHEMA_INTEGER_TOO_LARGE', details: { column: 'id', row: 1, received: '9007199254740993' } }),
  );
  expect(() => tableFromRows([{ id: 0.5 }, ...rows])).toThrow(expect.objectContaining({ code: 'SCHEMA_INTEGER_TOO_LARGE' }));
  expect(tableFromRows(rows, [{ name: 'id', type: 'string' }]).cell('id', 0)).toBe('9007199254740993');
});

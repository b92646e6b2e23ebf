import { expect, test } from 'vitest';
import { castColumn } from '../../../core/table/cast-column.js';
import type { Column, ColumnType } from '../../../core/table/column.js';
import { cellAt, numericColumn, rowsOf, stringColumn } from '../../../core/table/columns.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const cellsOf = (column: Column) => Array.from({ length: rowsOf(column) }, (_, row) => cellAt(column, row));

const casts: { from: Column; type: ColumnType; cells: unknown[] }[] = [
  { from: stringColumn(['1.5', null]), type: 'number', cells: [1.5, null] },
  { from: stringColumn(['true', 'false', null]), type: 'boolean', cells: [true, false, null] },
  { from: stringColumn(['2026-01-02']), type: 'timestamp', cells: ['2026-01-02T00:00:00.000Z'] },
  { from: numericColumn('number', [2, NaN]), type: 'integer', cells: [2, null] },
  { from: numericColumn('integer', [7, NaN]), type: 'string', cells: ['7', null] },
];

test.each(casts)('casts $from.type to $type', ({ from, type, cells }) => {
  const cast = castColumn(from, type, { name: 'x' });
  expect(cast.type).toBe(type);
  expect(cellsOf(cast)).toEqual(cells);
});

test.each([
  { from: stringColumn([null, 'x']), type: 'number', received: '"x"' },
  { from: numericColumn('number', [1, 1.5]), type: 'integer', received: '1.5' },
  { from: numericColumn('integer', [0, 2]), type: 'boolean', received: '2' },
] as const)('refuses $received as $type', ({ from, type, received }) => {
  const cast = () => castColumn(from, type, { name: 'x', rowsBefore: 10 });
  expectRefusal(cast, 'SCHEMA_TYPE_MISMATCH', `column "x", row 12: expected ${type}, got ${received}`);
});

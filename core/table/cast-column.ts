import { LeatError } from '../errors.js';
import type { Cell, Column, ColumnType, NumericColumn, StringColumn } from './column.js';
import { cellAt, numericColumn, rowsOf, stringColumn } from './columns.js';
import { parseTimestamp } from './parse-timestamp.js';

/**
 * A column with another type, value by value and without loss: texts are parsed, numbers written out.
 *
 * @throws LeatError `SCHEMA_TYPE_MISMATCH` naming column, row, expected and received.
 */
export function castColumn(column: Column, type: ColumnType, { name, rowsBefore = 0 }: { name: string; rowsBefore?: number }): Column {
  if (column.type === type) return column;
  if (type === 'string') return stringColumn(Array.from({ length: rowsOf(column) }, (_, row) => textOf(cellAt(column, row))));
  const values = column.type === 'string' ? parseTexts(column, type) : column.values;
  const wrong = values.findIndex((value, row) => !isOfType(value, type) || (Number.isNaN(value) && cellAt(column, row) !== null));
  if (wrong < 0) return numericColumn(type, values);
  const received = JSON.stringify(cellAt(column, wrong));
  const row = rowsBefore + wrong + 1;
  throw new LeatError('SCHEMA_TYPE_MISMATCH', `column "${name}", row ${String(row)}: expected ${type}, got ${received}`, {
    details: { column: name, row, expected: type, received },
  });
}

function textOf(cell: Cell): string {
  return cell === null ? '' : String(cell);
}

function isOfType(value: number, type: NumericColumn['type']): boolean {
  if (Number.isNaN(value)) return true;
  if (type === 'integer') return Number.isSafeInteger(value);
  return type !== 'boolean' || value === 0 || value === 1;
}

/** Each text of the dictionary once; NaN for a text that is no such value. */
function parseTexts({ codes, dictionary }: StringColumn, type: NumericColumn['type']): Float64Array {
  const parsed = dictionary.map((text) => parseText(text, type));
  return Float64Array.from(codes, (code) => parsed[code] ?? NaN);
}

function parseText(text: string, type: NumericColumn['type']): number {
  if (type === 'timestamp') return parseTimestamp(text);
  if (type === 'boolean') return text === 'true' ? 1 : text === 'false' ? 0 : NaN;
  return text.trim() === '' ? NaN : Number(text);
}

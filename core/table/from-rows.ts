import { LeatError } from '../errors.js';
import type { Column, ColumnType, Field, Schema } from './column.js';
import { numericColumn, stringColumn } from './columns.js';
import { integerTooLarge } from './integer-too-large.js';
import { parseTimestamp } from './parse-timestamp.js';
import { Table } from './table.js';

export type Row = Readonly<Record<string, unknown>>;

/**
 * A table of plain objects, one a row. A key that a row lacks, null, undefined, NaN and '' are missing.
 *
 * @param schema - Names, order and types of the columns; inferred when left out: names in order of first
 * appearance, ISO 8601 texts as timestamps, a column without values as string.
 * @param rowsBefore - Of a larger table that these rows go on, for the row that a refusal names.
 * @throws LeatError `SCHEMA_TYPE_MISMATCH` naming column, row, expected and received;
 * `SCHEMA_COLUMN_UNKNOWN` for a key that is not in the schema; `SCHEMA_INTEGER_TOO_LARGE`.
 */
export function tableFromRows(rows: readonly Row[], schema?: Schema, rowsBefore = 0): Table {
  if (schema !== undefined) refuseUnknownColumns(rows, schema, rowsBefore);
  return Table.of((schema ?? inferSchema(rows)).map((field) => [field.name, columnFromRows(rows, field, rowsBefore)]));
}

/**
 * Names in order of first appearance, and the narrowest type that holds every value.
 *
 * @param declared - Types to take as they are.
 */
export function inferSchema(rows: readonly Row[], declared: Readonly<Record<string, ColumnType>> = {}): Schema {
  const types = new Map<string, ColumnType | null>();
  for (const [row, values] of rows.entries()) {
    for (const [name, value] of Object.entries(values)) {
      const known = types.get(name) ?? null;
      const joined = declared[name] ?? joinTypes(known, typeOf(value));
      if (joined === undefined) throw mismatch({ name, row, expected: String(known), value });
      types.set(name, joined);
    }
  }
  return [...types].map(([name, type]) => ({ name, type: type ?? 'string' }));
}

/** @returns undefined when no type holds both; null stands for a missing value, which any type holds. */
function joinTypes(left: ColumnType | null, right: ColumnType | null | undefined): ColumnType | null | undefined {
  if (left === null || right === null || right === undefined || left === right) return right === null ? left : right;
  const both = [left, right];
  if (both.includes('integer') && both.includes('number')) return 'number';
  return both.includes('timestamp') && both.includes('string') ? 'string' : undefined;
}

/** @returns null when missing, undefined for what no column holds. */
function typeOf(value: unknown): ColumnType | null | undefined {
  if (isMissingValue(value)) return null;
  if (value instanceof Date) return 'timestamp';
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) ? 'integer' : 'number';
    case 'bigint':
      return 'integer';
    case 'boolean':
      return 'boolean';
    case 'string':
      return Number.isNaN(parseTimestamp(value)) ? 'string' : 'timestamp';
    default:
      return undefined;
  }
}

function isMissingValue(value: unknown): boolean {
  return value === null || value === undefined || value === '' || Number.isNaN(value);
}

function columnFromRows(rows: readonly Row[], { name, type }: Field, rowsBefore: number): Column {
  const read = readers[type];
  const cellOf = (values: Row, index: number): number | string => {
    const value = values[name];
    const row = rowsBefore + index;
    if (isMissingValue(value)) return type === 'string' ? '' : NaN;
    const cell = read(value);
    if (cell === undefined) throw mismatch({ name, row, expected: type, value });
    const isWhole = type === 'integer' || (type === 'number' && typeof value === 'bigint');
    if (isWhole && Math.abs(Number(cell)) > Number.MAX_SAFE_INTEGER)
      throw integerTooLarge(name, { row, value: typeof value === 'bigint' ? value : BigInt(cell) });
    return cell;
  };
  if (type === 'string') return stringColumn(rows.map((values, row) => String(cellOf(values, row))));
  return numericColumn(
    type,
    Float64Array.from(rows, (values, row) => Number(cellOf(values, row))),
  );
}

/** A value as a column of the type holds it; undefined when the type does not hold it. */
const readers: Readonly<Record<ColumnType, (value: unknown) => number | string | undefined>> = {
  number: (value) => (typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined),
  integer: (value) => (typeof value === 'bigint' || Number.isInteger(value) ? Number(value) : undefined),
  boolean: (value) => (typeof value === 'boolean' || [0, 1, 0n, 1n].some((bit) => bit === value) ? Number(value) : undefined),
  timestamp: (value) => {
    const time =
      typeof value === 'string' ? parseTimestamp(value) : value instanceof Date || typeof value === 'number' ? Number(value) : NaN;
    return Number.isNaN(time) ? undefined : time;
  },
  // A bigint is a text here on purpose: it is how an id beyond 2^53 is kept whole.
  string: (value) =>
    typeof value === 'string' || typeof value === 'bigint' ? String(value) : value instanceof Date ? value.toISOString() : undefined,
};

function refuseUnknownColumns(rows: readonly Row[], schema: Schema, rowsBefore: number): void {
  const known = new Set(schema.map(({ name }) => name));
  for (const [index, values] of rows.entries()) {
    const name = Object.keys(values).find((key) => !known.has(key));
    if (name === undefined) continue;
    const row = rowsBefore + index + 1;
    throw new LeatError('SCHEMA_COLUMN_UNKNOWN', `row ${String(row)}: unknown column "${name}"; known: ${[...known].join(', ')}`, {
      details: { column: name, row, columns: [...known] },
    });
  }
}

function mismatch({ name, row, expected, value }: { name: string; row: number; expected: string; value: unknown }): LeatError {
  const received = typeof value === 'bigint' ? String(value) : shorten(JSON.stringify([value]).slice(1, -1));
  return new LeatError('SCHEMA_TYPE_MISMATCH', `column "${name}", row ${String(row + 1)}: expected ${expected}, got ${received}`, {
    details: { column: name, row: row + 1, expected, received },
  });
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

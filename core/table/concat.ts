import { LeatError } from '../errors.js';
import type { Column, NumericColumn, StringColumn } from './column.js';
import { Table } from './table.js';

/**
 * The rows of all tables, in order. Dictionaries are merged in order of first appearance.
 *
 * @throws LeatError `SCHEMA_TYPE_MISMATCH` or `SCHEMA_COLUMN_MISSING` when the schemas differ.
 */
export function concatTables(tables: readonly Table[]): Table {
  const [first] = tables;
  if (first === undefined) return Table.of([]);
  if (tables.length === 1) return first;
  const names = first.schema.map(({ name }) => name);
  return Table.of(
    names.map((name) => [
      name,
      concatColumns(
        name,
        tables.map((table) => table.column(name)),
      ),
    ]),
  );
}

function concatColumns(name: string, columns: readonly Column[]): Column {
  const type = columns[0]?.type;
  const other = columns.findIndex((column) => column.type !== type);
  if (other >= 0) {
    throw new LeatError(
      'SCHEMA_TYPE_MISMATCH',
      `column "${name}": expected ${String(type)} as in the first table, got ${String(columns[other]?.type)} in table ${String(other + 1)}`,
      { details: { column: name, expected: String(type), received: String(columns[other]?.type) } },
    );
  }
  const texts = columns.filter((column): column is StringColumn => column.type === 'string');
  if (texts.length > 0) return concatTexts(texts);
  return concatNumbers(columns.filter((column): column is NumericColumn => column.type !== 'string'));
}

function concatNumbers(columns: readonly NumericColumn[]): NumericColumn {
  const values = new Float64Array(columns.reduce((rows, column) => rows + column.values.length, 0));
  let start = 0;
  for (const column of columns) {
    values.set(column.values, start);
    start += column.values.length;
  }
  return { type: columns[0]?.type ?? 'number', values };
}

function concatTexts(columns: readonly StringColumn[]): StringColumn {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(columns.reduce((rows, column) => rows + column.codes.length, 0));
  let start = 0;
  for (const column of columns) {
    const merged = column.dictionary.map((text) => {
      const code = codeOf.get(text) ?? codeOf.size;
      codeOf.set(text, code);
      return code;
    });
    for (let row = 0; row < column.codes.length; row++) codes[start + row] = merged[column.codes[row] ?? -1] ?? -1;
    start += column.codes.length;
  }
  return { type: 'string', codes, dictionary: [...codeOf.keys()] };
}

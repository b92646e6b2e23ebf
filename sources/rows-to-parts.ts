import type { DeclaredColumns } from '../core/pipeline/source-descriptions.js';
import type { ColumnType, Schema } from '../core/table/column.js';
import { inferSchema, type Row, tableFromRows } from '../core/table/from-rows.js';
import { requireColumns } from '../core/table/require-columns.js';
import type { Table } from '../core/table/table.js';
import { PART_ROWS } from './source.js';

export interface RowParts {
  readonly schema: Schema;
  parts(): AsyncIterable<Table>;
  /** Rows of the parts given out so far. */
  rows(): number;
}

/**
 * Rows that arrive in batches, as parts. The first part settles the schema: declared types, and inferred
 * ones for the other columns; a later row that does not fit is refused by column, row and value.
 */
export async function rowsToParts(batches: AsyncIterable<readonly Row[]>, declared: DeclaredColumns): Promise<RowParts> {
  const chunks = chunkRows(batches, declared);
  const first = await chunks.next();
  const firstRows = first.done === true ? [] : first.value;
  const schema = inferSchema(firstRows, declared);
  if (firstRows.length > 0) requireColumns(Object.keys(declared), schema);
  let rows = 0;
  return {
    schema,
    async *parts() {
      for (let chunk = first; chunk.done !== true; chunk = await chunks.next()) {
        yield tableFromRows(chunk.value, schema, rows);
        rows += chunk.value.length;
      }
    },
    rows: () => rows,
  };
}

async function* chunkRows(batches: AsyncIterable<readonly Row[]>, declared: DeclaredColumns): AsyncGenerator<Row[], undefined> {
  let chunk: Row[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      chunk.push(convertRow(row, declared));
      if (chunk.length < PART_ROWS) continue;
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
  return undefined;
}

function convertRow(row: Row, declared: DeclaredColumns): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, convertValue(value, declared[name])]));
}

/** Other writers put numbers into texts and the reverse: a declared type settles it. What is nested becomes JSON text. */
function convertValue(value: unknown, declared: ColumnType | undefined): unknown {
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) return JSON.stringify(value, digitsOfIntegers);
  if (declared === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (declared === 'number' && typeof value === 'bigint') return Number(value); // so the author has said that its last digits do not matter
  if (typeof value !== 'string' || value.trim() === '') return value;
  if (declared === 'integer' && /^\s*-?\d+\s*$/.test(value)) return BigInt(value.trim()); // with all its digits, for the refusal
  if (declared === 'number' || declared === 'integer') return Number.isNaN(Number(value)) ? value : Number(value);
  if (declared === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function digitsOfIntegers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

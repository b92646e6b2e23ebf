import { Batch, Column as ArrowColumn, Table as ArrowTable, tableFromIPC, tableToIPC } from '@uwdata/flechette';
import { bool, dictionary, Endianness, field, float64, int32, timestamp, TimeUnit, utf8, Version } from '@uwdata/flechette';
import type { DataType, Field as ArrowField, TypedArray } from '@uwdata/flechette';
import { LeatError, messageOf } from '../errors.js';
import { encodeUtf8, packBits, validityOf, zeroMissing } from './arrow-buffers.js';
import { columnFromArrow } from './column-from-arrow.js';
import type { Column, NumericColumn, StringColumn } from './column.js';
import { concatTables } from './concat.js';
import { requireColumns } from './require-columns.js';
import type { ReadOptions } from './table-reader.js';
import { Table } from './table.js';
import { toInt64 } from './to-int64.js';

/** Tells an integer column apart whose values need a float64, since Arrow's own type cannot. */
const TYPE_KEY = 'leat.type';

/**
 * One part as an Arrow IPC stream that any Arrow reader understands: a number is a float64, an integer
 * an int32 where all fit (a float64 else), a timestamp is in milliseconds, a text is dictionary-encoded;
 * a missing value is null over zeroed bytes. Equal tables give equal bytes.
 */
export function encodeTable(table: Table): Uint8Array {
  const fields: ArrowField[] = [];
  const columns: ArrowColumn<unknown>[] = [];
  for (const [name, column] of table.columns()) {
    const { type, batch } = column.type === 'string' ? encodeTexts(column) : encodeNumbers(column);
    fields.push(field(name, type, true, column.type === 'integer' ? new Map([[TYPE_KEY, 'integer']]) : null));
    columns.push(new ArrowColumn([batch], type));
  }
  const schema = {
    version: Version.V5,
    endianness: Endianness.Little,
    fields,
    metadata: null,
    dictionaryTypes: new Map<number, DataType>(),
  };
  const bytes = tableToIPC(new ArrowTable(schema, columns), { format: 'stream' });
  if (bytes === null) throw new Error('broken invariant: an in-memory sink gives bytes');
  return bytes;
}

/**
 * Reads Arrow IPC, stream or file format, of Leat or of any other writer. Where alignment allows,
 * columns are views of `bytes`.
 *
 * @throws LeatError `ARROW_INVALID` when the bytes are damaged, `SCHEMA_TYPE_UNSUPPORTED` for a nested
 * or binary column, `SCHEMA_COLUMN_MISSING` when a column asked for is not there.
 */
export function decodeTable(bytes: Uint8Array, { columns }: ReadOptions = {}): Table {
  const arrow = openArrow(bytes);
  const batches = arrow.children[0]?.data.length ?? 0;
  const parts = Array.from({ length: Math.max(1, batches) }, (_, batch) => decodeBatch(arrow, batch, columns));
  return concatTables(parts);
}

function openArrow(bytes: Uint8Array): ArrowTable {
  // Typed arrays over a shared pool (small file reads) may start anywhere; Arrow's views need 8-byte alignment.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return readArrow(() => {
    const arrow = tableFromIPC(aligned);
    if (arrow.schema.fields.length === 0) throw new Error('it has no columns');
    return arrow;
  });
}

function decodeBatch(arrow: ArrowTable, batch: number, only: readonly string[] | undefined): Table {
  const all = arrow.schema.fields.map(({ name, type, metadata }, index): [string, () => Column] => {
    const values = arrow.children[index]?.data[batch];
    const isInteger = new Map(metadata).get(TYPE_KEY) === 'integer'; // metadata is null where there is none, whatever its type says
    return [name, () => readArrow(() => columnFromArrow(values, { name, type, isInteger }))];
  });
  requireColumns(only ?? [], arrow.schema.fields);
  const wanted = only === undefined ? all : only.flatMap((name) => all.filter(([known]) => known === name));
  return Table.of(wanted.map(([name, read]) => [name, read()]));
}

/** Flechette throws plain errors, and range errors of the engine, over bytes it cannot follow. */
function readArrow<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LeatError) throw error;
    throw new LeatError('ARROW_INVALID', `expected Arrow IPC data, but it cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

interface EncodedColumn {
  readonly type: DataType;
  readonly batch: Batch<unknown>;
}

function encodeNumbers({ type, values }: NumericColumn): EncodedColumn {
  const validity = validityOf(values.length, (row) => !Number.isNaN(values[row]));
  const encoded = encodeValues(type, values, validity.nullCount > 0);
  return { type: encoded.type, batch: new Batch({ ...encoded, ...validity, length: values.length }) };
}

function encodeValues(type: NumericColumn['type'], values: Float64Array, hasMissing: boolean): { type: DataType; values: TypedArray } {
  switch (type) {
    case 'boolean':
      return { type: bool(), values: packBits(values.length, (row) => values[row] === 1) };
    case 'timestamp':
      return { type: timestamp(TimeUnit.MILLISECOND, 'UTC'), values: toInt64(values) };
    case 'integer': {
      const whole = toInt32(values);
      return whole === null ? { type: float64(), values: zeroMissing(values, hasMissing) } : { type: int32(), values: whole };
    }
    case 'number':
      return { type: float64(), values: zeroMissing(values, hasMissing) };
  }
}

function encodeTexts({ codes, dictionary: texts }: StringColumn): EncodedColumn {
  const validity = validityOf(codes.length, (row) => (codes[row] ?? -1) >= 0);
  const textType = utf8();
  const type = dictionary(textType, int32(), false);
  const values = validity.nullCount > 0 ? codes.map((code) => Math.max(code, 0)) : codes;
  const batch = new Batch({ type, values, ...validity, length: codes.length });
  return { type, batch: Object.assign(batch, { dictionary: new ArrowColumn([encodeUtf8(texts, textType)], textType) }) };
}

/** @returns null when a value does not fit; a missing value becomes 0. */
function toInt32(values: Float64Array): Int32Array | null {
  const whole = new Int32Array(values.length);
  for (let row = 0; row < whole.length; row++) {
    const value = values[row] ?? NaN;
    const short = value | 0;
    if (short !== value && !Number.isNaN(value)) return null;
    whole[row] = short;
  }
  return whole;
}

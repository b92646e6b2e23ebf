import { Batch, Column as ArrowColumn, Table as ArrowTable, tableToIPC } from '@uwdata/flechette';
import { bool, Endianness, field, float64, int64, timestamp, TimeUnit, utf8, Version } from '@uwdata/flechette';
import type { DataType } from '@uwdata/flechette';
import { encodeUtf8, packBits, validityOf, zeroMissing } from './arrow-buffers.js';
import type { Column, ColumnType, Schema } from './column.js';
import { textAt } from './columns.js';
import { emptyTable } from './empty-table.js';
import type { Table } from './table.js';
import { toInt64 } from './to-int64.js';

/** Where a record batch is in a file: its first byte, and how many bytes its metadata and its body have. */
export type ArrowBlock = readonly [offset: number, metadataBytes: number, bodyBytes: number];

/** Plain types that are the same in every part, so that parts fit together in one file. */
const types: Readonly<Record<ColumnType, () => DataType>> = {
  number: float64,
  integer: int64,
  boolean: bool,
  timestamp: () => timestamp(TimeUnit.MILLISECOND, 'UTC'),
  string: utf8,
};

const MAGIC_BYTES = 8;
/** Continuation and length 0: no message follows. */
const STREAM_END_BYTES = 8;

/** What a file begins with: its magic number and the schema. */
export function arrowStart(schema: Schema): Uint8Array {
  const bytes = ipc(emptyTable(schema), 'file');
  return bytes.slice(0, MAGIC_BYTES + schemaBytes(bytes.subarray(MAGIC_BYTES)));
}

/** A part as one record batch. @param offset - Where in the file it will stand. */
export function arrowBatch(part: Table, offset: number): { readonly bytes: Uint8Array; readonly block: ArrowBlock } {
  const stream = ipc(part, 'stream');
  const bytes = stream.slice(schemaBytes(stream), stream.length - STREAM_END_BYTES);
  const metadataBytes = messageBytes(bytes);
  return { bytes, block: [offset, metadataBytes, bytes.length - metadataBytes] };
}

/**
 * What a file ends with: where its batches are. The encoder only makes it together with the batches, so it makes one
 * for as many empty ones, and the places are put in.
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
 */
export function arrowEnd(schema: Schema, blocks: readonly ArrowBlock[]): Uint8Array {
  const file = ipc(emptyTable(schema), 'file', blocks.length);
  const tail = new DataView(file.buffer, file.byteOffset + file.length - 10);
  const footerBytes = tail.getInt32(0, true);
  const end = file.slice(file.length - 10 - footerBytes - STREAM_END_BYTES);
  const footer = new DataView(end.buffer, STREAM_END_BYTES);
  const places = blocksAt(footer);
  blocks.forEach(([offset, metadataBytes, bodyBytes], index) => {
    const at = places + index * 24;
    footer.setBigInt64(at, BigInt(offset), true);
    footer.setInt32(at + 8, metadataBytes, true);
    footer.setBigInt64(at + 16, BigInt(bodyBytes), true);
  });
  return end;
}

/** Field 3 of the flatbuffer table Footer, a vector of structs. */
function blocksAt(footer: DataView): number {
  const table = footer.getInt32(0, true);
  const slots = table - footer.getInt32(table, true);
  const field = table + footer.getUint16(slots + 4 + 3 * 2, true);
  return field + footer.getInt32(field, true) + 4;
}

/** Of the first message of a stream. A schema has no body. */
function schemaBytes(stream: Uint8Array): number {
  return messageBytes(stream);
}

/** Continuation, length, and so many bytes. */
function messageBytes(bytes: Uint8Array): number {
  return 8 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(4, true);
}

function ipc(table: Table, format: 'file' | 'stream', batches = 1): Uint8Array {
  const encoded = [...table.columns()].map(([name, column]) => {
    const type = types[column.type]();
    const batch = encodeColumn(column, type);
    return {
      field: field(name, type, true, null),
      column: new ArrowColumn(
        Array.from({ length: batches }, () => batch),
        type,
      ),
    };
  });
  const schema = {
    version: Version.V5,
    endianness: Endianness.Little,
    fields: encoded.map((each) => each.field),
    metadata: null,
    dictionaryTypes: new Map<number, DataType>(),
  };
  const bytes = tableToIPC(
    new ArrowTable(
      schema,
      encoded.map((each) => each.column),
    ),
    { format },
  );
  if (bytes === null) throw new Error('broken invariant: an in-memory sink gives bytes');
  return bytes;
}

function encodeColumn(column: Column, type: DataType): Batch<unknown> {
  if (column.type === 'string') {
    const { length } = column.codes;
    const validity = validityOf(length, (row) => (column.codes[row] ?? -1) >= 0);
    const texts = Array.from({ length }, (_, row) => textAt(column, row));
    return Object.assign(encodeUtf8(texts, type), validity);
  }
  const { values } = column;
  const validity = validityOf(values.length, (row) => !Number.isNaN(values[row]));
  const encoded =
    column.type === 'boolean'
      ? packBits(values.length, (row) => values[row] === 1)
      : column.type === 'number'
        ? zeroMissing(values, validity.nullCount > 0)
        : toInt64(values);
  return new Batch({ type, values: encoded, ...validity, length: values.length });
}

import type { Column, NumericColumn, StringColumn } from '../../../core/table/column.js';
import { toInt64 } from '../../../core/table/to-int64.js';
import { encodeThrift } from './thrift.js';
import { bitPacked, groupsHeader, levels } from './bit-packed.js';

/** Numbers of parquet.thrift: encodings and kinds of pages. */
export const PLAIN = 0;
export const RLE = 3;
export const RLE_DICTIONARY = 8;
const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;

/** The column of one row group: its pages, and how many of the bytes are the page of the dictionary. */
export interface ColumnChunk {
  readonly pages: readonly Uint8Array[];
  readonly dictionaryBytes: number;
  readonly bytes: number;
}

/** One data page, of texts with a dictionary before it. Not compressed: numbers of measurements hardly get smaller. */
export function columnChunk(column: Column): ColumnChunk {
  const rows = column.type === 'string' ? column.codes.length : column.values.length;
  const present = presence(column, rows);
  const definition = levels(present, rows);
  if (column.type === 'string') {
    const dictionary = plainTexts(column.dictionary);
    const header = pageHeader(DICTIONARY_PAGE, dictionary.length, { values: column.dictionary.length, encoding: PLAIN });
    const data = dataPage(rows, RLE_DICTIONARY, [definition, codes(column, present)]);
    return chunkOf([header, dictionary, ...data], header.length + dictionary.length);
  }
  return chunkOf(dataPage(rows, PLAIN, [definition, plainNumbers(column, present)]), 0);
}

function chunkOf(pages: readonly Uint8Array[], dictionaryBytes: number): ColumnChunk {
  return { pages, dictionaryBytes, bytes: pages.reduce((sum, { length }) => sum + length, 0) };
}

function dataPage(values: number, encoding: number, content: readonly Uint8Array[]): Uint8Array[] {
  const bytes = content.reduce((sum, { length }) => sum + length, 0);
  return [pageHeader(DATA_PAGE, bytes, { values, encoding }), ...content];
}

/** PageHeader of parquet.thrift. */
function pageHeader(type: number, bytes: number, { values, encoding }: { values: number; encoding: number }): Uint8Array {
  const isData = type === DATA_PAGE;
  const rest = isData ? { 3: { i32: RLE }, 4: { i32: RLE } } : {}; // levels of definition and repetition
  return encodeThrift({
    1: { i32: type },
    2: { i32: bytes },
    3: { i32: bytes },
    [isData ? 5 : 7]: { struct: { 1: { i32: values }, 2: { i32: encoding }, ...rest } },
  });
}

/** Which rows have a value; null when all have. */
function presence(column: Column, rows: number): Uint8Array | null {
  if (column.type === 'string') {
    const { codes: all } = column;
    return all.includes(-1) ? Uint8Array.from(all, (code) => Number(code >= 0)) : null;
  }
  const { values } = column;
  if (!values.includes(NaN)) return null;
  const present = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) present[row] = Number(!Number.isNaN(values[row] ?? NaN));
  return present;
}

/** Little-endian, as every machine is that Node.js runs on; rows without a value are left out. */
function plainNumbers({ type, values }: NumericColumn, present: Uint8Array | null): Uint8Array {
  const some = present === null ? values : values.filter((_, row) => present[row] === 1);
  if (type === 'boolean') return bitPacked(Uint32Array.from(some), 1);
  const data = type === 'number' ? some : toInt64(some);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Each text behind its length in four bytes. */
function plainTexts(texts: readonly string[]): Uint8Array {
  const encoded = texts.map((text) => Buffer.from(text));
  const bytes = Buffer.alloc(encoded.reduce((sum, { length }) => sum + 4 + length, 0));
  let offset = 0;
  for (const text of encoded) {
    bytes.writeUInt32LE(text.length, offset);
    bytes.set(text, offset + 4);
    offset += 4 + text.length;
  }
  return bytes;
}

/** The width in bits, then a run of groups of eight. */
function codes({ codes: all, dictionary }: StringColumn, present: Uint8Array | null): Uint8Array {
  const some = present === null ? all : all.filter((code) => code >= 0);
  const width = Math.max(1, 32 - Math.clz32(Math.max(0, dictionary.length - 1)));
  return Buffer.concat([Uint8Array.of(width), groupsHeader(some.length), bitPacked(Uint32Array.from(some), width)]);
}

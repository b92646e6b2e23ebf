import { z } from 'zod';
import type { ColumnType, Schema } from '../../../core/table/column.js';
import type { FormatState, PartFormat } from '../part-format.js';
import { columnChunk, PLAIN, RLE, RLE_DICTIONARY } from '../parquet/column-chunk.js';
import { encodeThrift, type ThriftStruct, type ThriftValue } from '../parquet/thrift.js';

const MAGIC = Buffer.from('PAR1');

/** What the end has to know of a row group: its rows, and for each column where it begins, its bytes, and those of its dictionary. */
const keptGroup = z.object({ rows: z.int(), columns: z.array(z.tuple([z.int(), z.int(), z.int()])) });
type KeptGroup = z.output<typeof keptGroup>;

/** A row group for each part; all columns optional, nothing compressed. @see https://parquet.apache.org/docs/file-format/ */
export const parquet: PartFormat = {
  start: () => MAGIC,
  part(table, { bytes: offset }) {
    const chunks = [...table.columns()].map(([, column]) => columnChunk(column));
    let start = offset;
    const columns = chunks.map(({ bytes, dictionaryBytes }): [number, number, number] => {
      const begin = start;
      start += bytes;
      return [begin, bytes, dictionaryBytes];
    });
    return { chunks: chunks.flatMap(({ pages }) => pages), kept: { rows: table.rows, columns } satisfies KeptGroup };
  },
  end(schema, state) {
    const footer = encodeThrift(fileMetadata(schema, state));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    return Buffer.concat([footer, length, MAGIC]);
  },
};

const NO_FIELDS: ThriftValue = { struct: {} };

/** By type of a column: the physical type and, for those who read the old or the new way, what it means. */
const types: Readonly<Record<ColumnType, { readonly type: number; readonly meaning: ThriftStruct }>> = {
  number: { type: 5, meaning: {} },
  integer: { type: 2, meaning: {} },
  boolean: { type: 0, meaning: {} },
  timestamp: {
    type: 2,
    meaning: { 6: { i32: 9 }, 10: { struct: { 8: { struct: { 1: { bool: true }, 2: { struct: { 1: NO_FIELDS } } } } } } },
  },
  string: { type: 6, meaning: { 6: { i32: 0 }, 10: { struct: { 1: NO_FIELDS } } } },
};

const OPTIONAL = 1;

/** FileMetaData of parquet.thrift. */
function fileMetadata(schema: Schema, { rows, parts }: FormatState): ThriftStruct {
  const root: ThriftValue = { struct: { 4: { text: 'schema' }, 5: { i32: schema.length } } };
  const columns = schema.map(({ name, type }): ThriftValue => {
    const { type: physical, meaning } = types[type];
    return { struct: { 1: { i32: physical }, 3: { i32: OPTIONAL }, 4: { text: name }, ...meaning } };
  });
  return {
    1: { i32: 1 },
    2: { list: [root, ...columns] },
    3: { i64: rows },
    4: { list: parts.map((part) => rowGroup(schema, keptGroup.parse(part))) },
    6: { text: 'leat' },
  };
}

function rowGroup(schema: Schema, { rows, columns }: KeptGroup): ThriftValue {
  const chunks = columns.map(([start, bytes, dictionaryBytes], index): ThriftValue => {
    const { name = '', type = 'number' } = schema[index] ?? {};
    const encodings = dictionaryBytes > 0 ? [PLAIN, RLE, RLE_DICTIONARY] : [PLAIN, RLE];
    const metadata: ThriftStruct = {
      1: { i32: types[type].type },
      2: { list: encodings.map((encoding) => ({ i32: encoding })) },
      3: { list: [{ text: name }] },
      4: { i32: 0 }, // not compressed
      5: { i64: rows },
      6: { i64: bytes },
      7: { i64: bytes },
      9: { i64: start + dictionaryBytes },
      ...(dictionaryBytes > 0 && { 11: { i64: start } }),
    };
    return { struct: { 2: { i64: start }, 3: { struct: metadata } } };
  });
  const bytes = columns.reduce((sum, [, each]) => sum + each, 0);
  return { struct: { 1: { list: chunks }, 2: { i64: bytes }, 3: { i64: rows } } };
}

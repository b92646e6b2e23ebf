import type { Column, Schema } from './column.js';
import { Table } from './table.js';

/** Columns without a row. */
export function emptyTable(schema: Schema): Table {
  return Table.of(
    schema.map(({ name, type }): [string, Column] => [
      name,
      type === 'string' ? { type, codes: new Int32Array(), dictionary: [] } : { type, values: new Float64Array() },
    ]),
  );
}

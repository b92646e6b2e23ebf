/** The logical types of a column. A timestamp is milliseconds since 1970 UTC; a boolean is 0 or 1. */
export const COLUMN_TYPES = ['number', 'integer', 'boolean', 'timestamp', 'string'] as const;
/** The logical type of a column. */
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** Numbers, integers (exact up to 2^53), booleans and timestamps: one float64 a row, NaN where missing. */
export interface NumericColumn {
  readonly type: Exclude<ColumnType, 'string'>;
  readonly values: Float64Array;
}

/** Texts, dictionary-encoded: a code a row, −1 where missing. An empty text counts as missing everywhere. */
export interface StringColumn {
  readonly type: 'string';
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

/** The values of one column, shape [rows]. */
export type Column = NumericColumn | StringColumn;

/** One cell as people read it; null where missing. */
export type Cell = number | boolean | string | null;

export interface Field {
  readonly name: string;
  readonly type: ColumnType;
}

/** Columns by name and type, in the order of the table. */
export type Schema = readonly Field[];

import type { Cell, Column, NumericColumn, StringColumn } from './column.js';

/**
 * A column of numbers, integers, booleans (0 or 1) or timestamps (milliseconds since 1970 UTC).
 *
 * @param values - Shape [rows]; NaN where missing. A Float64Array is taken as it is, not copied.
 */
export function numericColumn(type: NumericColumn['type'], values: Float64Array | readonly number[]): NumericColumn {
  return { type, values: values instanceof Float64Array ? values : Float64Array.from(values) };
}

/** Encodes texts in order of first appearance; null, undefined and '' are missing. */
export function stringColumn(texts: Iterable<string | null | undefined>): StringColumn {
  const codeOf = new Map<string, number>();
  const codes: number[] = [];
  for (const text of texts) {
    if (text === null || text === undefined || text === '') {
      codes.push(-1);
      continue;
    }
    let code = codeOf.get(text);
    if (code === undefined) codeOf.set(text, (code = codeOf.size));
    codes.push(code);
  }
  return { type: 'string', codes: Int32Array.from(codes), dictionary: [...codeOf.keys()] };
}

export function rowsOf(column: Column): number {
  return column.type === 'string' ? column.codes.length : column.values.length;
}

export function isMissing(column: Column, row: number): boolean {
  return column.type === 'string' ? (column.codes[row] ?? -1) < 0 : Number.isNaN(column.values[row] ?? NaN);
}

/** A text of a string column; '' where missing. */
export function textAt(column: StringColumn, row: number): string {
  return column.dictionary[column.codes[row] ?? -1] ?? '';
}

/** A value as people read it; null where missing; a timestamp as ISO 8601 text. */
export function cellAt(column: Column, row: number): Cell {
  if (isMissing(column, row)) return null;
  if (column.type === 'string') return textAt(column, row);
  const value = column.values[row] ?? NaN;
  if (column.type === 'boolean') return value !== 0;
  return column.type === 'timestamp' ? new Date(value).toISOString() : value;
}

export function sliceColumn(column: Column, start: number, end: number): Column {
  return column.type === 'string'
    ? { ...column, codes: column.codes.subarray(start, end) }
    : { ...column, values: column.values.subarray(start, end) };
}

export function takeColumn(column: Column, indices: ArrayLike<number>): Column {
  if (column.type === 'string') {
    const codes = new Int32Array(indices.length);
    for (let row = 0; row < codes.length; row++) codes[row] = column.codes[indices[row] ?? 0] ?? -1;
    return { ...column, codes };
  }
  const values = new Float64Array(indices.length);
  for (let row = 0; row < values.length; row++) values[row] = column.values[indices[row] ?? 0] ?? NaN;
  return { ...column, values };
}

import { LeatError } from '../errors.js';

/** @param place - The row, counted from 0, and its value. */
export function integerTooLarge(column: string, place: { row: number; value: number | bigint }): LeatError {
  const { row, value } = place;
  return new LeatError(
    'SCHEMA_INTEGER_TOO_LARGE',
    `column "${column}", row ${String(row + 1)}: expected an integer within ±(2^53 − 1), got ${String(value)}; declare the column as string or number`,
    { details: { column, row: row + 1, received: String(value) } },
  );
}

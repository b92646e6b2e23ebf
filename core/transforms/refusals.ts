import { LeatError } from '../errors.js';
import type { Column, Field, NumericColumn, StringColumn } from '../table/column.js';

export function emptyColumn(place: string, { name }: Field): LeatError {
  const message = `${place}: column "${name}" has no value in the training rows: drop it, or impute a constant`;
  return new LeatError('RECIPE_COLUMN_EMPTY', message, { details: { column: name } });
}

/** Infinite values make infinite means and distances. */
export function infiniteColumns(fields: readonly Field[]): LeatError {
  const names = fields.map(({ name }) => name);
  const message = `column ${names.map((name) => `"${name}"`).join(', ')} has infinite values in the training rows: filter them, or drop it`;
  return new LeatError('RECIPE_VALUE_NOT_FINITE', message, { details: { columns: names } });
}

export function wrongType(place: string, { name, type }: Field, expected: string): LeatError {
  const message = `${place}: column "${name}": expected ${expected}, got type ${type}`;
  return new LeatError('RECIPE_COLUMN_TYPE', message, { details: { column: name, type } });
}

/** @throws LeatError `RECIPE_COLUMN_TYPE`: the rows are not those that the recipe was fitted on. */
export function numbersOf(column: Column): NumericColumn {
  if (column.type !== 'string') return column;
  throw new LeatError('RECIPE_COLUMN_TYPE', 'expected a column of numbers, got texts');
}

/** @throws LeatError `RECIPE_COLUMN_TYPE`: the rows are not those that the recipe was fitted on. */
export function textsOf(column: Column): StringColumn {
  if (column.type === 'string') return column;
  throw new LeatError('RECIPE_COLUMN_TYPE', `expected a column of texts, got type ${column.type}`);
}

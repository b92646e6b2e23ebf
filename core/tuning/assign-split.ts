import { LeatError } from '../errors.js';
import type { Random } from '../random.js';
import type { NumericColumn } from '../table/column.js';
import { cellAt, isMissing, rowsOf } from '../table/columns.js';
import type { Table } from '../table/table.js';
import { apportion } from './apportion.js';
import { RowKeys } from './row-keys.js';
import { selectionSampler } from './selection-sampler.js';

/** By what rows are told apart. */
export type SplitBy =
  | { readonly by: 'chance' }
  /** Every value of the column has its share of the test part. */
  | { readonly by: 'strata'; readonly column: string }
  /** Rows of one value stay together. */
  | { readonly by: 'groups'; readonly column: string }
  /** The latest rows are the test part. */
  | { readonly by: 'time'; readonly column: string }
  /** The test part is what the column says. */
  | { readonly by: 'folds'; readonly column: string; readonly test: readonly (string | number | boolean)[] };

export interface SplitRequest {
  readonly testFraction: number;
  readonly random: Random;
  /** All rows from the start; read before the assignment begins, if what they are split by has to be known whole. */
  readonly rows: (columns: readonly string[]) => AsyncIterable<Table>;
  readonly rowCount: number;
}

/** To be called with the parts in row order, each once. @returns Shape [rows]: 1 for a row of the test part. */
export type AssignRows = (part: Table) => Uint8Array;

/**
 * Decides row by row who belongs to the test part. The same seed decides the same, however the rows are
 * cut into parts.
 *
 * @throws LeatError `SCHEMA_COLUMN_MISSING`, `SPLIT_VALUE_MISSING`, or `SCHEMA_TYPE_MISMATCH` for a time that is text.
 */
export async function assignSplit(by: SplitBy, request: SplitRequest): Promise<AssignRows> {
  switch (by.by) {
    case 'chance':
      return byChance(request);
    case 'strata':
      return byStrata(by.column, request);
    case 'groups':
      return byGroups(by.column, request);
    case 'time':
      return byTime(by.column, request);
    case 'folds':
      return byFolds(by);
  }
}

function byChance({ rowCount, testFraction, random }: SplitRequest): AssignRows {
  const isTest = selectionSampler({ rows: rowCount, wanted: Math.round(rowCount * testFraction), random });
  return ({ rows }) => Uint8Array.from({ length: rows }, () => Number(isTest()));
}

async function byStrata(column: string, request: SplitRequest): Promise<AssignRows> {
  const sizes = await countByKey(column, request);
  const samplers = apportion(sizes, request.testFraction).map((wanted, key) =>
    selectionSampler({ rows: sizes[key] ?? 0, wanted, random: request.random }),
  );
  const keys = new RowKeys(); // counted afresh in the same order, so the keys are those of the sizes
  return (part) => Uint8Array.from(keys.keysOf(part.column(column)), (key) => Number(samplers[key]?.() ?? false));
}

async function byGroups(column: string, request: SplitRequest): Promise<AssignRows> {
  const sizes = await countByKey(column, request);
  const isTest = new Uint8Array(sizes.length);
  let missing = request.rowCount * request.testFraction;
  for (const group of request.random.permutation(sizes.length)) {
    const size = sizes[group] ?? 0;
    if (size > missing * 2) continue; // taking it would miss the wanted fraction by more than leaving it
    isTest[group] = 1;
    missing -= size;
  }
  const keys = new RowKeys();
  return (part) => Uint8Array.from(keys.keysOf(part.column(column)), (key) => isTest[key] ?? 0);
}

async function byTime(column: string, { rows, rowCount, testFraction }: SplitRequest): Promise<AssignRows> {
  const times = new Float64Array(rowCount);
  let read = 0;
  for await (const part of rows([column])) {
    times.set(timesOf(part, { column, firstRow: read }).values, read);
    read += part.rows;
  }
  // Rows of the very first test moment all go to the test part: none of it may leak into training.
  const start = times.sort()[rowCount - Math.round(rowCount * testFraction)] ?? Infinity;
  return (part) => Uint8Array.from(timesOf(part, { column, firstRow: 0 }).values, (time) => Number(time >= start));
}

function byFolds({ column, test }: Extract<SplitBy, { by: 'folds' }>): AssignRows {
  return (part) => {
    const folds = part.column(column);
    return Uint8Array.from({ length: part.rows }, (_, row) => {
      const fold = cellAt(folds, row);
      if (fold === null) throw valueMissing(column, row);
      return Number(test.includes(fold));
    });
  };
}

async function countByKey(column: string, { rows }: SplitRequest): Promise<number[]> {
  const keys = new RowKeys();
  const sizes: number[] = [];
  for await (const part of rows([column])) {
    for (const key of keys.keysOf(part.column(column))) sizes[key] = (sizes[key] ?? 0) + 1;
  }
  return sizes;
}

/** @throws LeatError `SCHEMA_TYPE_MISMATCH` or `SPLIT_VALUE_MISSING` */
export function timesOf(part: Table, { column: name, firstRow }: { column: string; firstRow: number }): NumericColumn {
  const column = part.column(name);
  if (column.type === 'string') {
    throw new LeatError('SCHEMA_TYPE_MISMATCH', `column "${name}": expected times or numbers to split by, got string`, {
      details: { column: name },
    });
  }
  for (let row = 0; row < rowsOf(column); row++) if (isMissing(column, row)) throw valueMissing(name, firstRow + row);
  return column;
}

function valueMissing(column: string, row: number): LeatError {
  return new LeatError(
    'SPLIT_VALUE_MISSING',
    `column "${column}": expected a value in every row to split by, got none in row ${String(row)}`,
    {
      details: { column, row },
    },
  );
}

import type { z } from 'zod';
import { LeatError } from '../errors.js';
import type { Column, NumericColumn } from '../table/column.js';
import { numericColumn } from '../table/columns.js';
import type { Table } from '../table/table.js';
import { RowKeys } from '../tuning/row-keys.js';
import type { windowColumn } from './window-column.js';

interface Windows {
  readonly orderBy: string;
  readonly partitionBy?: string | undefined;
  readonly columns: Readonly<Record<string, z.output<typeof windowColumn>>>;
}

/**
 * Columns computed from the rows that come before, within the partition of each row: in time, not in the table, whose
 * order stays. Of rows with an equal time the earlier in the table comes first.
 *
 * @param table - All rows, with the columns that are named.
 * @returns By name, shape [rows] each.
 * @throws LeatError `SCHEMA_COLUMN_MISSING`, `SCHEMA_TYPE_MISMATCH` or `WINDOW_ORDER_MISSING`.
 */
export function computeWindows(table: Table, { orderBy, partitionBy, columns }: Windows): ReadonlyMap<string, Column> {
  const order = orderOf(table, { orderBy, partitionBy });
  return new Map(
    Object.entries(columns).map(([name, { as, of, rows }]): [string, Column] => {
      const { values } = numbersOf(table, of);
      const computed = new Float64Array(table.rows).fill(NaN);
      for (const partition of order) {
        partition.forEach((row, place) => {
          computed[row] =
            as === 'lag'
              ? (values[partition[place - rows] ?? -1] ?? NaN)
              : aggregates[as](known(partition.slice(Math.max(0, place - rows), place), values));
        });
      }
      return [name, numericColumn('number', computed)];
    }),
  );
}

type Aggregate = Exclude<z.output<typeof windowColumn>['as'], 'lag'>;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** A record, so that a new aggregate does not compile until it is computed here. */
const aggregates: Readonly<Record<Aggregate, (values: readonly number[]) => number>> = {
  mean,
  sum: (values) => (values.length === 0 ? NaN : sum(values)),
  min: (values) => (values.length === 0 ? NaN : Math.min(...values)),
  max: (values) => (values.length === 0 ? NaN : Math.max(...values)),
  std(values) {
    const middle = mean(values);
    return values.length < 2 ? NaN : Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1));
  },
  count: (values) => values.length,
};

function known(rows: readonly number[], values: Float64Array): number[] {
  return rows.map((row) => values[row] ?? NaN).filter((value) => !Number.isNaN(value));
}

/** The rows of each partition, in order. */
function orderOf(table: Table, { orderBy, partitionBy }: Pick<Windows, 'orderBy' | 'partitionBy'>): number[][] {
  const { values } = numbersOf(table, orderBy);
  const without = values.findIndex((value) => Number.isNaN(value));
  if (without >= 0) {
    const message = `window: expected a value of "${orderBy}" in every row, got none in row ${String(without + 1)}`;
    throw new LeatError('WINDOW_ORDER_MISSING', message, { details: { column: orderBy, row: without } });
  }
  const keys = partitionBy === undefined ? new Int32Array(table.rows) : new RowKeys().keysOf(table.column(partitionBy));
  const partitions: number[][] = [];
  for (const [row, key] of keys.entries()) (partitions[key] ??= []).push(row);
  // Sorting is stable.
  return partitions.map((rows) => rows.sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0)));
}

function numbersOf(table: Table, name: string): NumericColumn {
  const column = table.column(name);
  if (column.type !== 'string') return column;
  throw new LeatError('SCHEMA_TYPE_MISMATCH', `window: column "${name}": expected numbers or times, got type string`, {
    details: { column: name, expected: 'number', received: 'string' },
  });
}

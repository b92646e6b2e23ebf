import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import { computeWindows } from '../../../core/windows/compute-windows.js';
import { lag, rolling, windowColumn } from '../../../core/windows/window-column.js';

interface Values {
  readonly madeBy: string;
  readonly time: readonly number[];
  readonly shop: readonly string[];
  readonly sold: readonly (number | null)[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

// Of pandas, its version in the file, by make-values.py beside it.
const values = JSON.parse(readFileSync('test/core/windows/values.json', 'utf8')) as Values;

test.each(['lag 1', 'lag 3', 'mean 4', 'sum 3', 'min 4', 'max 4', 'std 5', 'count 3'])(`computes %s as ${values.madeBy} does`, (column) => {
  const table = Table.of([
    ['time', numericColumn('number', values.time)],
    ['shop', stringColumn(values.shop)],
    [
      'sold',
      numericColumn(
        'number',
        values.sold.map((value) => value ?? NaN),
      ),
    ],
  ]);
  const [as = '', rows = ''] = column.split(' ');
  const asked = as === 'lag' ? lag('sold', Number(rows)) : rolling('sold', { rows: Number(rows), as: as as 'mean' }); // one of those above
  const computed = computeWindows(table, { orderBy: 'time', partitionBy: 'shop', columns: { it: windowColumn.parse(asked) } }).get('it');
  if (computed === undefined || computed.type === 'string') throw new Error('expected numbers');
  const rounded = (value: number | null | undefined): string => (value ?? NaN).toFixed(10);
  expect(Array.from(computed.values, rounded)).toEqual(values.columns[column]?.map(rounded));
});

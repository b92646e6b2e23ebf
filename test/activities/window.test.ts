import { expect, test } from 'vitest';
import type { z } from 'zod';
import { windowActivity } from '../../activities/window.js';
import type { window } from '../../core/pipeline/stages/window.js';
import { numericColumn, stringColumn } from '../../core/table/columns.js';
import { Table } from '../../core/table/table.js';
import { toRows } from '../../core/table/to-rows.js';
import { lag, rolling } from '../../core/windows/window-column.js';
import { expectRejection } from '../support/expect-refusal.js';
import { StageBench } from './stage-bench.js';

type WindowParams = z.input<typeof window.declaration.params>;

const sales = Table.of([
  ['day', numericColumn('integer', [3, 1, 2, 1, 2])],
  ['shop', stringColumn(['a', 'a', 'b', 'b', 'a'])],
  ['sold', numericColumn('number', [30, 10, 7, 5, 20])],
]);

async function run(params: WindowParams, table = sales): Promise<unknown[]> {
  const bench = new StageBench({ seed: 7 });
  const { outputs } = await bench.run(windowActivity, { table: await bench.store(table, 2) }, params);
  return toRows(await (await bench.load('table', outputs['table'])).read());
}

test('looks back in time, within the partition, and leaves rows where they are', async () => {
  const columns = { before: lag('sold'), sum: rolling('sold', { rows: 2, as: 'sum' }) };
  expect(await run({ orderBy: 'day', partitionBy: 'shop', columns })).toEqual([
    { day: 3, shop: 'a', sold: 30, before: 20, sum: 30 },
    { day: 1, shop: 'a', sold: 10, before: null, sum: null },
    { day: 2, shop: 'b', sold: 7, before: 5, sum: 5 },
    { day: 1, shop: 'b', sold: 5, before: null, sum: null },
    { day: 2, shop: 'a', sold: 20, before: 10, sum: 10 },
  ]);
});

test('refuses rows without a time, texts, and a name that is taken', async () => {
  const untimed = sales.with('day', numericColumn('integer', [3, NaN, 2, 1, 2]));
  await expectRejection(run({ orderBy: 'day', columns: { a: lag('sold') } }, untimed), 'WINDOW_ORDER_MISSING', 'row 2');
  await expectRejection(run({ orderBy: 'day', columns: { a: lag('shop') } }), 'SCHEMA_TYPE_MISMATCH', '"shop"');
  await expectRejection(run({ orderBy: 'day', columns: { sold: lag('sold') } }), 'SCHEMA_COLUMN_DUPLICATE', '"sold"');
  await expectRejection(run({ orderBy: 'day', columns: { a: lag('sales') } }), 'SCHEMA_COLUMN_MISSING', '"sales"');
});

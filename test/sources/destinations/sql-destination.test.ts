import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toSqlTable } from '../../../core/pipeline/destination-descriptions.js';
import { sqlQuery } from '../../../core/pipeline/source-descriptions.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import { openDestination } from '../../../sources/destinations/destinations.js';
import { openSource } from '../../../sources/sources.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { startPostgres, type RunningPostgres } from '../../support/postgres.js';
import { readAll, surroundingsOf } from '../../support/source-surroundings.js';

let folder: string;
let postgres: RunningPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leat-destination-'));
  postgres = await startPostgres();
}, 60_000);

afterAll(() => postgres.stop());

const one = Table.of([
  ['x', numericColumn('number', [0.1, NaN])],
  ['whole', numericColumn('integer', [2 ** 53 - 1, NaN])],
  ['flag', numericColumn('boolean', [1, 0])],
  ['label', stringColumn(["it's", null])],
]);
const other = Table.of([
  ['x', numericColumn('number', [3])],
  ['whole', numericColumn('integer', [4])],
  ['flag', numericColumn('boolean', [0])],
  ['label', stringColumn(['c'])],
]);

const databases = {
  sqlite: () => `sqlite:${join(folder, 'rows.db')}`,
  postgres: () => postgres.url,
};

describe.each(Object.entries(databases))('%s', (_name, database) => {
  const open = (table: string, { id = 'w1', mode = 'append' }: { id?: string; mode?: 'append' | 'replace' } = {}) =>
    openDestination(toSqlTable({ database: database(), table, mode }), { ...surroundingsOf(folder), schema: one.schema, id });
  const rowsOf = async (table: string): Promise<unknown> =>
    readAll(
      await openSource(
        sqlQuery({ database: database(), query: `SELECT x, whole, label FROM ${table} ORDER BY x NULLS FIRST` }),
        surroundingsOf(folder),
      ),
    );

  test('makes the table and writes part by part; what is missing is NULL', async () => {
    const destination = await open('fresh');
    await destination.append(one);
    await destination.append(other);
    await destination.finish();
    await destination.close();
    expect(await rowsOf('fresh')).toEqual([
      { x: null, whole: null, label: null },
      { x: 0.1, whole: 2 ** 53 - 1, label: "it's" },
      { x: 3, whole: 4, label: 'c' },
    ]);
  });

  test('knows after a crash how many rows it has written, also when nobody else does', async () => {
    const first = await open('crashed');
    await first.append(one);
    await first.close();
    const second = await open('crashed');
    expect(second.rows).toBe(2);
    await second.append(other);
    await second.finish();
    await second.close();
    expect(await rowsOf('crashed')).toHaveLength(3);
  });

  test('adds to a table that is there, or makes it anew', async () => {
    for (const [id, mode, rows] of [
      ['a', 'append', 1],
      ['b', 'append', 2],
      ['c', 'replace', 1],
    ] as const) {
      const destination = await open('again', { id, mode });
      await destination.append(other);
      await destination.finish();
      await destination.close();
      expect(await rowsOf('again')).toHaveLength(rows);
    }
  });

  test('refuses a table whose columns are others', async () => {
    const destination = await open('narrow', { id: 'n' });
    await destination.finish();
    await destination.close();
    const wide = one.with('more', numericColumn('number', [1, 2]));
    const opened = await openDestination(toSqlTable({ database: database(), table: 'narrow' }), {
      ...surroundingsOf(folder),
      schema: wide.schema,
      id: 'w',
    });
    await expectRejection(opened.append(wide), 'DESTINATION_REFUSED', 'more');
    await opened.close();
  });
});

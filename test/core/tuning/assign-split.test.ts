import { expect, test } from 'vitest';
import { Random } from '../../../core/random.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import { assignSplit, type SplitBy } from '../../../core/tuning/assign-split.js';
import { expectRejection } from '../../support/expect-refusal.js';

const ROWS = 1000;

const table = Table.of([
  ['species', stringColumn(Array.from({ length: ROWS }, (_, row) => (row % 10 === 0 ? 'rare' : row % 3 === 0 ? null : 'common')))],
  [
    'patient',
    numericColumn(
      'integer',
      Array.from({ length: ROWS }, (_, row) => row % 57),
    ),
  ],
  [
    'day',
    numericColumn(
      'timestamp',
      Array.from({ length: ROWS }, (_, row) => (row * 7) % 250),
    ),
  ],
  ['fold', stringColumn(Array.from({ length: ROWS }, (_, row) => (row < 300 ? 'test' : 'train')))],
]);

/** The assignment of all rows, which come in parts of this size. */
async function assign(by: SplitBy, { partRows = ROWS, seed = '7', testFraction = 0.2, rows = table } = {}): Promise<number[]> {
  async function* parts(): AsyncGenerator<Table> {
    for (let start = 0; start < rows.rows; start += partRows) yield await Promise.resolve(rows.slice(start, start + partRows));
  }
  const assignRows = await assignSplit(by, { testFraction, random: new Random(seed), rows: parts, rowCount: rows.rows });
  const assigned: number[] = [];
  for await (const part of parts()) assigned.push(...assignRows(part));
  return assigned;
}

const ways: readonly SplitBy[] = [
  { by: 'chance' },
  { by: 'strata', column: 'species' },
  { by: 'groups', column: 'patient' },
  { by: 'time', column: 'day' },
  { by: 'folds', column: 'fold', test: ['test'] },
];

for (const by of ways) {
  test(`assigns by ${by.by} the same, however the rows are cut into parts`, async () => {
    const whole = await assign(by);
    expect(await assign(by, { partRows: 64 })).toEqual(whole);
    expect(await assign(by, { partRows: 1 })).toEqual(whole);
  });
}

test('draws exactly the wanted number of rows, others with another seed', async () => {
  const first = await assign({ by: 'chance' });
  expect(sum(first)).toBe(200);
  expect(await assign({ by: 'chance' }, { seed: '8' })).not.toEqual(first);
});

test('gives every stratum its share, a missing value too', async () => {
  const isTest = await assign({ by: 'strata', column: 'species' });
  const testRows = (value: string | null): number => sum(isTest.filter((_, row) => table.cell('species', row) === value));
  expect({ rare: testRows('rare'), common: testRows('common'), missing: testRows(null) }).toEqual({ rare: 20, common: 120, missing: 60 });
});

test('keeps the rows of a group together, close to the wanted fraction', async () => {
  const isTest = await assign({ by: 'groups', column: 'patient' });
  const sides = new Map<unknown, Set<number>>();
  isTest.forEach((side, row) => sides.set(table.cell('patient', row), (sides.get(table.cell('patient', row)) ?? new Set()).add(side)));
  expect([...sides.values()].every((side) => side.size === 1)).toBe(true);
  expect(Math.abs(sum(isTest) - 200)).toBeLessThanOrEqual(9); // half a group
});

test('tests with the latest rows, and never trains on their first moment', async () => {
  const isTest = await assign({ by: 'time', column: 'day' });
  const days = isTest.map((side, row) => ({ side, day: (row * 7) % 250 }));
  const lastTrained = Math.max(...days.filter(({ side }) => side === 0).map(({ day }) => day));
  const firstTested = Math.min(...days.filter(({ side }) => side === 1).map(({ day }) => day));
  expect(lastTrained).toBeLessThan(firstTested);
  expect(sum(isTest)).toBe(200);
});

test('obeys a column of folds', async () => {
  const isTest = await assign({ by: 'folds', column: 'fold', test: ['test'] });
  expect(sum(isTest.slice(0, 300))).toBe(300);
  expect(sum(isTest)).toBe(300);
});

test('refuses a row without the time to split by', async () => {
  const rows = table.with(
    'day',
    numericColumn(
      'timestamp',
      Array.from({ length: ROWS }, (_, row) => (row === 5 ? NaN : row)),
    ),
  );
  await expectRejection(assign({ by: 'time', column: 'day' }, { rows }), 'SPLIT_VALUE_MISSING', 'row 5');
});

test('refuses to order by texts', async () => {
  await expectRejection(assign({ by: 'time', column: 'species' }), 'SCHEMA_TYPE_MISMATCH', 'got string');
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

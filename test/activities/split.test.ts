import { expect, test } from 'vitest';
import { splitActivity } from '../../activities/split.js';
import { numericColumn, stringColumn } from '../../core/table/columns.js';
import { Table } from '../../core/table/table.js';
import { expectRejection } from '../support/expect-refusal.js';
import { StageBench } from './stage-bench.js';

const rows = Table.of([
  [
    'id',
    numericColumn(
      'integer',
      Array.from({ length: 200 }, (_, row) => row),
    ),
  ],
  ['group', stringColumn(Array.from({ length: 200 }, (_, row) => (row % 4 === 0 ? 'a' : 'b')))],
  [
    'target',
    numericColumn(
      'number',
      Array.from({ length: 200 }, (_, row) => (row < 10 ? NaN : row)),
    ),
  ],
]);

async function run(params: Record<string, unknown>, { partRows = 64, seed = 7 } = {}) {
  const bench = new StageBench({ seed });
  const { outputs, figures } = await bench.run(splitActivity, { table: await bench.store(rows, partRows) }, params);
  const ids = async (output: 'train' | 'test'): Promise<number[]> => {
    const column = (await (await bench.load('table', outputs[output])).read()).column('id');
    return column.type === 'string' ? [] : [...column.values];
  };
  return { train: await ids('train'), test: await ids('test'), figures };
}

test('puts every row into one part, in its order', async () => {
  const { train, test: held, figures } = await run({ testFraction: 0.25 });
  expect([...train, ...held].sort((left, right) => left - right)).toEqual(Array.from({ length: 200 }, (_, row) => row));
  expect(train).toEqual(train.toSorted((left, right) => left - right));
  expect(figures).toEqual({ trainRows: 150, testRows: 50, droppedRows: 0 });
});

test('splits the same, however the table is cut into parts', async () => {
  expect(await run({ stratifyBy: 'group' }, { partRows: 7 })).toEqual(await run({ stratifyBy: 'group' }));
});

test('splits otherwise with another seed', async () => {
  expect((await run({}, { seed: 8 })).test).not.toEqual((await run({})).test);
});

test('leaves rows without a value out of both parts', async () => {
  const { train, test: held, figures } = await run({ dropMissing: ['target'], testFraction: 0.1 });
  expect([...train, ...held].every((id) => id >= 10)).toBe(true);
  expect(figures).toEqual({ trainRows: 171, testRows: 19, droppedRows: 10 });
});

test('refuses two ways at once', async () => {
  await expect(run({ stratifyBy: 'group', groupBy: 'group' })).rejects.toThrow('expected at most one of stratifyBy');
});

test('refuses to leave a part empty', async () => {
  await expectRejection(run({ foldsBy: { column: 'group', test: ['c'] } }), 'SPLIT_EMPTY', '200 to train on and 0 to test with');
});

test('refuses a column that the table lacks', async () => {
  await expectRejection(run({ stratifyBy: 'grup' }), 'SCHEMA_COLUMN_MISSING', '"grup"');
});

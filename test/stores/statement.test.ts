import { Kysely } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { DatabaseSchema } from '../../stores/metadata/database-schema.js';
import { sqlite } from '../../stores/metadata/sqlite.js';
import { statement } from '../../stores/metadata/statement.js';

const database = new Kysely<DatabaseSchema>({ dialect: sqlite(':memory:').dialect });

afterAll(() => database.destroy());

interface Given {
  readonly a: string;
  readonly b: number;
}

test('builds a text once, and gives each value its place in whatever order it comes', async () => {
  let builds = 0;
  const echo = statement((executor, { a, b }: Given) => {
    builds += 1;
    return executor.selectNoFrom(({ val }) => [val(b).as('second'), val(a).as('first'), val('same').as('third')]);
  });
  expect((await echo(database, { a: 'x', b: 1 })).rows).toEqual([{ first: 'x', second: 1, third: 'same' }]);
  expect((await echo(database, { a: 'y', b: 2 })).rows).toEqual([{ first: 'y', second: 2, third: 'same' }]);
  expect(builds).toBe(1);
  expect((await echo(database, { b: 3, a: 'z' })).rows).toEqual([{ first: 'z', second: 3, third: 'same' }]);
});

test('has a text for each length of a list', async () => {
  const sum = statement((executor, values: readonly { readonly value: string | null }[]) =>
    executor.selectNoFrom(({ fn, val }) =>
      fn('printf', [val('%s'.repeat(values.length)), ...values.map(({ value }) => val(value))]).as('all'),
    ),
  );
  expect((await sum(database, [{ value: '1' }])).rows).toEqual([{ all: '1' }]);
  expect((await sum(database, [{ value: '1' }, { value: null }, { value: '3' }])).rows).toEqual([{ all: '13' }]);
  expect((await sum(database, [{ value: '4' }])).rows).toEqual([{ all: '4' }]);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secret } from '../../../core/pipeline/secret.js';
import { type DeclaredColumns, sqlQuery } from '../../../core/pipeline/source-descriptions.js';
import { fingerprintSource, openSource } from '../../../sources/sources.js';
import { type RunningPostgres, startPostgres } from '../../support/postgres.js';
import { readAll, surroundingsOf } from '../../support/source-surroundings.js';

let folder: string;
let postgres: RunningPostgres;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leat-sql-'));
  new Database(join(folder, 'empty.db')).exec('CREATE TABLE t (x)').close();
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true });
});

type Query = Partial<Parameters<typeof sqlQuery>[0]> & { query: string };

async function read(description: Query, { columns, secrets }: { columns?: DeclaredColumns; secrets?: Record<string, string> } = {}) {
  return readAll(await openSource(sqlQuery({ database: postgres.url, ...description }), surroundingsOf(folder, secrets), columns));
}

describe('postgres', () => {
  test('reads beyond one batch of the cursor', async () => {
    const rows = await read({ query: 'SELECT n FROM generate_series(1, 10000) n' });
    expect(rows.length).toBe(10_000);
    expect(rows.at(-1)).toEqual({ n: 10_000 });
  });

  test('stops early without waiting for the whole result', async () => {
    const description = sqlQuery({ database: postgres.url, query: 'SELECT generate_series(1, 1000000000) AS n' });
    const opened = await openSource(description, surroundingsOf(folder));
    for await (const part of opened.parts()) {
      expect(part.rows).toBe(131_072);
      break;
    }
    await opened.close();
  });

  test('reads numerics, zoned times, dates and JSON', async () => {
    const query = `SELECT 1.25::numeric AS price, '2026-01-02 03:04:05+02'::timestamptz AS at, '2026-01-02'::date AS day, '{"a": 1}'::json AS doc`;
    expect(await read({ query })).toEqual([
      { price: 1.25, at: '2026-01-02T01:04:05.000Z', day: '2026-01-02T00:00:00.000Z', doc: '{"a": 1}' },
    ]);
  });

  test('passes values for placeholders', async () => {
    expect(await read({ query: 'SELECT $1::int + 1 AS n', values: [41] })).toEqual([{ n: 42 }]);
  });

  test('refuses a bigint that would lose digits, and keeps it when declared as string', async () => {
    const query = 'SELECT 9007199254740993::bigint AS id';
    await expect(read({ query })).rejects.toMatchObject({ code: 'SCHEMA_INTEGER_TOO_LARGE', details: { column: 'id' } });
    expect(await read({ query }, { columns: { id: 'string' } })).toEqual([{ id: '9007199254740993' }]);
  });

  test('refuses a wrong query with the reason of the database', async () => {
    await expect(read({ query: 'SELECT nothing FROM nowhere' })).rejects.toMatchObject({
      code: 'SOURCE_QUERY_FAILED',
      message: expect.stringContaining('relation "nowhere" does not exist') as unknown,
    });
  });

  test('refuses two columns of one name', async () => {
    await expect(read({ query: 'SELECT 1 AS a, 2 AS a' })).rejects.toMatchObject({
      code: 'SCHEMA_COLUMN_DUPLICATE',
      details: { column: 'a' },
    });
  });

  test('gives a server that is not there as unreachable', async () => {
    const reading = read({ database: 'postgres://leat@127.0.0.1:9/leat', query: 'SELECT 1' });
    await expect(reading).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE', retryable: true });
  });

  test('takes the address from a secret, and keeps it out of errors', async () => {
    const secrets = { DATABASE: postgres.url };
    expect(await read({ database: secret('DATABASE'), query: 'SELECT 1 AS n' }, { secrets })).toEqual([{ n: 1 }]);
    const wrong = { DATABASE: 'postgres://hush-user:hush-word@127.0.0.1:9/hush' };
    const error: unknown = await read({ database: secret('DATABASE'), query: 'SELECT 1' }, { secrets: wrong }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    expect(JSON.stringify([error, String(error)])).not.toContain('hush');
  });
});

describe('sqlite', () => {
  test('refuses to write', async () => {
    await expect(read({ database: 'sqlite:empty.db', query: 'DELETE FROM t' })).rejects.toMatchObject({ code: 'SOURCE_QUERY_FAILED' });
  });

  test('refuses a file outside the data roots', async () => {
    await expect(read({ database: 'sqlite:../other.db', query: 'SELECT 1' })).rejects.toMatchObject({ code: 'SOURCE_PATH_FORBIDDEN' });
  });

  test('gives no rows for no rows', async () => {
    expect(await read({ database: 'sqlite:empty.db', query: 'SELECT x FROM t' })).toEqual([]);
  });
});

test('refuses a database of another kind', async () => {
  await expect(read({ database: 'mysql://localhost/x', query: 'SELECT 1' })).rejects.toMatchObject({ code: 'PARAMETER_INVALID' });
});

test('has the declared version for a fingerprint', async () => {
  const description = sqlQuery({ database: 'sqlite:empty.db', query: 'SELECT 1', version: '2026-01-02' });
  expect(await fingerprintSource(description, surroundingsOf(folder))).toBe('2026-01-02');
});

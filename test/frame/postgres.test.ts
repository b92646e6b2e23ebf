import pg from 'pg';
import { expect, test } from 'vitest';
import { startPostgres } from '../support/postgres.js';

test('starts a PostgreSQL server that answers, and stops it', async () => {
  const postgres = await startPostgres();
  const client = new pg.Client(postgres.url);
  await client.connect();
  const { rows } = await client.query('select 1 + 1 as sum');
  await client.end();
  await postgres.stop();

  expect(rows).toEqual([{ sum: 2 }]);
  await expect(new pg.Client(postgres.url).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

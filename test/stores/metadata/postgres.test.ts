import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../support/free-port.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { startPostgres, type RunningPostgres } from '../../support/postgres.js';
import { openTemporarily } from './open-temporarily.js';

const key = { runId: 'run-1', name: 'split', attempt: 1 };
const facts = { stage: 'split', cacheKey: 'key-1', worker: 'worker-1' };

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

test('says within ten seconds that no server answers, and keeps the password to itself', async () => {
  const port = String(await freePort());
  const asked = performance.now();
  const failure: unknown = await openTemporarily(`postgres://leat:hidden@127.0.0.1:${port}/leat`)
    .migrate()
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'METADATA_UNREACHABLE',
    retryable: true,
    details: { address: `postgres://127.0.0.1:${port}/leat` },
  });
  expect(String(failure)).not.toContain('hidden');
  expect(performance.now() - asked).toBeLessThan(10_000);
});

test('gives up when another session keeps a lock, and may be tried again', async () => {
  const store = openTemporarily(server.url);
  await store.migrate();
  const holder = new pg.Client(server.url);
  await holder.connect();
  onTestFinished(() => holder.end());
  await holder.query('begin; lock table stages in access exclusive mode');
  await expectRejection(store.beginAttempt(key, facts), 'METADATA_LOCKED', 'lock timeout');
  await holder.query('rollback');
  await store.beginAttempt(key, facts);
});

test('goes on with new connections after the server has cut all of them', async () => {
  const store = openTemporarily(server.url);
  await store.migrate();
  const other = new pg.Client(server.url);
  await other.connect();
  onTestFinished(() => other.end());
  await other.query('select pg_terminate_backend(pid) from pg_stat_activity where pid != pg_backend_pid() and application_name = $1', [
    'leat',
  ]);
  await store.beginAttempt({ ...key, runId: 'run-2' }, facts);
  expect(await store.stages('run-2')).toHaveLength(1);
});

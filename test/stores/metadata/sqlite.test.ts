import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import BetterSqlite3 from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { expectRejection } from '../../support/expect-refusal.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { mountTinyDisk, noTinyDisk } from '../../support/tiny-disk.js';
import { openTemporarily } from './open-temporarily.js';

const NANOSECONDS_PER_MS = 1e6;
const key = { runId: 'run-1', name: 'split', attempt: 1 };
const facts = { stage: 'split', cacheKey: 'key-1', worker: 'worker-1' };

/** A process of its own that takes the write lock; resolves once it has it. */
async function lockElsewhere(file: string, { forMs }: { forMs: number }): Promise<void> {
  const script = `
    const database = require('better-sqlite3')(${JSON.stringify(file)});
    database.exec('begin immediate');
    console.log('locked');
    setTimeout(() => database.exec('commit'), ${String(forMs)});`;
  const holder = spawn(process.execPath, ['--input-type=commonjs', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    holder.kill();
  });
  await once(holder.stdout, 'data');
}

test('waits for the lock of another process without blocking its own thread', async () => {
  const file = join(temporaryFolder(), 'leat.db');
  const store = openTemporarily(`sqlite:${file}`);
  await store.migrate();
  await lockElsewhere(file, { forMs: 1_000 });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const asked = performance.now();
  await store.beginAttempt(key, facts);
  expect(performance.now() - asked).toBeGreaterThan(500);
  // A quarter of the wait: SQLite itself waits 20 ms at a time, and a busy machine adds its own.
  expect(delay.max / NANOSECONDS_PER_MS).toBeLessThan(250);
  expect(await store.stages('run-1')).toMatchObject([{ state: 'running' }]);
});

test('gives up when another process keeps the lock for five seconds, and may be tried again', async () => {
  const file = join(temporaryFolder(), 'leat.db');
  const store = openTemporarily(`sqlite:${file}`);
  await store.migrate();
  await lockElsewhere(file, { forMs: 30_000 });
  expect(await store.stages('run-1')).toEqual([]); // reading needs no lock
  const asked = performance.now();
  const error: unknown = await store.beginAttempt(key, facts).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: 'METADATA_LOCKED', retryable: true, details: { address: `sqlite:${file}` } });
  expect(performance.now() - asked).toBeGreaterThan(4_900);
});

test('is brought up to date by three processes at once', async () => {
  const url = `sqlite:${temporaryFolder()}/leat.db`;
  const migrate = (): Promise<unknown> =>
    promisify(execFile)(process.execPath, ['scripts/run-typescript.js', 'test/fixtures/processes/migrate-once.ts', url]);
  await Promise.all([migrate(), migrate(), migrate()]);
  const store = openTemporarily(url);
  await store.migrate();
  expect(await store.models()).toEqual([]);
});

test('refuses a database that a newer version has changed', async () => {
  const file = join(temporaryFolder(), 'leat.db');
  const store = openTemporarily(`sqlite:${file}`);
  await store.migrate();
  const newer = new BetterSqlite3(file);
  newer.exec("insert into kysely_migration values ('9999-later', '2099-01-01T00:00:00.000Z')");
  newer.close();
  await expectRejection(store.migrate(), 'METADATA_TOO_NEW', 'got "9999-later" of a newer version');
});

test('refuses a file that is no database, naming it', async () => {
  const file = join(temporaryFolder(), 'leat.db');
  writeFileSync(file, 'notes of last summer, long enough to be read as a header of SQLite\n'.repeat(10));
  await expectRejection(openTemporarily(`sqlite:${file}`).migrate(), 'METADATA_CORRUPT', file);
});

test('says of a damaged database that it is', async () => {
  const file = join(temporaryFolder(), 'leat.db');
  const store = openTemporarily(`sqlite:${file}`);
  await store.migrate();
  await store.close();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xff, 4_096)); // all but the first page
  await expectRejection(openTemporarily(`sqlite:${file}`).models(), 'METADATA_CORRUPT', file);
});

test.skipIf(noTinyDisk)('says that the disk is full, keeps what it has, and goes on when there is room', async () => {
  const disk = mountTinyDisk(1_500);
  const store = openTemporarily(`sqlite:${disk.path}/leat.db`);
  await store.migrate();
  await store.beginAttempt(key, facts);
  const blocker = join(disk.path, 'blocker');
  expect(() => {
    writeFileSync(blocker, new Uint8Array(4_000_000));
  }).toThrow('ENOSPC');
  const result = { inputs: [], outputs: {}, figures: { note: 'x'.repeat(100_000) } };
  await expectRejection(store.completeAttempt(key, result), 'STORAGE_FULL', disk.path);
  expect(await store.stages('run-1')).toMatchObject([{ state: 'running' }]);
  writeFileSync(blocker, '');
  await store.completeAttempt(key, result);
  expect(await store.stages('run-1')).toMatchObject([{ state: 'completed' }]);
});

test.skipIf(noTinyDisk)('says that the disk is read-only, without a retry', async () => {
  const disk = mountTinyDisk(1_500);
  disk.makeReadOnly();
  await expectRejection(openTemporarily(`sqlite:${disk.path}/folder/leat.db`).migrate(), 'STORAGE_READ_ONLY', disk.path);
});

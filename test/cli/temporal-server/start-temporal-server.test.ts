import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTemporalServer } from '../../../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer, type RunningTemporal } from '../../../cli/temporal-server/start-temporal-server.js';
import { freePort } from '../../support/free-port.js';

const pipelineKey = defineSearchAttributeKey('LeatPipeline', SearchAttributeType.KEYWORD);
let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leat-temporal-'));
  // Without TEMPORAL_ADDRESS: these tests need a program.
  const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
  if (found.how === 'address') throw new Error('invariant: no address was given');
  program = found.program;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function start(port: number): Promise<RunningTemporal> {
  return startTemporalServer({ program, port, uiPort: null, database: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log') });
}

async function withClient<T>(address: string, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

test('keeps runs and search attributes over a restart', async () => {
  const port = await freePort();
  const first = await start(port);
  // No worker is needed: a workflow that nobody runs is there all the same.
  await withClient(first.address, ({ workflow }) =>
    workflow.start('waitsForever', {
      workflowId: 'kept',
      taskQueue: 'nobody',
      typedSearchAttributes: [{ key: pipelineKey, value: 'penguins' }],
    }),
  );
  await first.stop();
  await first.ended;

  const second = await start(port);
  const found = await withClient(second.address, ({ workflow }) => workflow.getHandle('kept').describe());
  await second.stop();
  expect(found.status.name).toBe('RUNNING');
  expect(found.typedSearchAttributes.get(pipelineKey)).toBe('penguins');
});

test('refuses a port on which another process listens', async () => {
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  await expect(start(port)).rejects.toMatchObject({ code: 'PORT_IN_USE', details: { port } });
  other.close();
});

test('quotes the log of a server that ends at its start', async () => {
  writeFileSync(join(folder, 'not-a-database'), 'x'.repeat(4096));
  const starting = startTemporalServer({
    program,
    port: await freePort(),
    uiPort: null,
    database: join(folder, 'not-a-database'),
    logFile: join(folder, 'failing.log'),
  });
  await expect(starting).rejects.toMatchObject({ code: 'TEMPORAL_START_FAILED' });
  await expect(starting).rejects.toThrow(/file is not a database/);
});

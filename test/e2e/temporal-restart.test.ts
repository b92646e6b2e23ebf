import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findTemporalServer } from '../../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer, type RunningTemporal } from '../../cli/temporal-server/start-temporal-server.js';
import { Engine, untilStage } from '../support/engine.js';
import { freePort } from '../support/free-port.js';

const pipeline = `
  import { appendFileSync, existsSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  import { definePipeline, defineStage } from 'leat';
  import { z } from 'zod';
  const params = z.strictObject({ folder: z.string() });
  const first = defineStage({ name: 'first', version: 1, inputs: {}, outputs: { out: 'report' }, params,
    run: ({}, { folder }) => { appendFileSync(folder + '/calls.txt', 'first\\n'); return { out: 1 }; } });
  const second = defineStage({ name: 'second', version: 1, inputs: { before: 'report' }, outputs: { out: 'report' }, params,
    run: async ({ before }, { folder }) => { while (!existsSync(folder + '/go')) await setTimeout(20); return { out: before }; } });
  export default definePipeline({ name: 'two', params, build: ({ folder }) => ({ end: second({ before: first({ folder }), folder }) }) });`;

test('goes on after the Temporal server was killed and started again, without repeating what finished', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leat-restart-'));
  const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
  if (found.how === 'address') throw new Error('invariant: no address was given');
  const place = { program: found.program, database: join(folder, 'temporal.db'), port: await freePort(), uiPort: null };
  const start = (): Promise<RunningTemporal> => startTemporalServer({ ...place, logFile: join(folder, 'temporal.log') });
  let server = await start();
  const engine = await Engine.start({ 'two.pipeline.ts': pipeline }, { address: server.address });
  try {
    await engine.startWorker();
    const handle = await engine.begin({ pipeline: 'two', params: { folder } });
    await untilStage(handle, 'second', 'running');
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    server = await start();
    await writeFile(join(folder, 'go'), '');
    expect(await handle.result()).toMatchObject({ state: 'completed' });
    expect(await readFile(join(folder, 'calls.txt'), 'utf8')).toBe('first\n');
  } finally {
    await engine.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

import Database from 'better-sqlite3';
import { afterEach, expect, test } from 'vitest';
import { Engine, runIdOf, untilStage } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';

let engine: Engine;
const endings: (() => void)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) end();
  await engine.end();
});

/** A pipeline that waits for something, and one that completes at once. */
async function start(what: string): Promise<void> {
  engine = await Engine.start({
    'p.pipeline.ts': `
      import { definePipeline, defineStage, sqlQuery, waitFor } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({ since: z.string().default('') });
      const note = defineStage({ name: 'note', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}), work: 'light', run: () => ({ out: 1 }) });
      export const other = definePipeline({ name: 'other', params: z.strictObject({}), build: () => ({ end: note({}, { cache: false }) }) });
      export const waits = definePipeline({ name: 'waits', params, build: ({ since }) => ({ seen: waitFor({ what: ${what}, every: '200ms', within: '1m' }) }) });`,
  });
  await engine.startWorker();
}

async function seenBy(runId: string): Promise<number> {
  return (await engine.metadata.attempts(runId, 'waitFor')).length;
}

test('waits for an object until its server has it, however the server fails before', async () => {
  const receiver = await HttpReceiver.start(404, 404, 500, 200);
  endings.push(() => {
    receiver.end();
  });
  await start(`{ kind: 'object', url: '${receiver.url}' }`);
  const { runId } = await engine.run({ pipeline: 'waits' });
  expect(receiver.requests).toHaveLength(4);
  expect(await seenBy(runId)).toBe(1);
});

test("waits until a table's high-water mark has risen", async () => {
  await start("{ kind: 'mark', query: sqlQuery({ database: 'sqlite:marks.db', query: 'select max(id) from sales' }), above: 10 }");
  const database = new Database(engine.path('marks.db'));
  endings.push(() => {
    database.close();
  });
  database.exec('create table sales (id integer); insert into sales values (10)');
  const handle = await engine.begin({ pipeline: 'waits' });
  await expect.poll(() => seenBy(runIdOf(handle)), { timeout: 20_000 }).toBe(1);
  await untilStage(handle, 'waitFor', 'running');
  database.exec('insert into sales values (11)');
  expect(await handle.result()).toMatchObject({ state: 'completed' });
});

test('waits for a run of another pipeline that completes after a time', async () => {
  await start("{ kind: 'run', pipeline: 'other', since }");
  await engine.run({ pipeline: 'other' });
  const since = new Date(Date.now() + 1).toISOString();
  const handle = await engine.begin({ pipeline: 'waits', params: { since } });
  await expect.poll(() => seenBy(runIdOf(handle)), { timeout: 20_000 }).toBe(1);
  await untilStage(handle, 'waitFor', 'running');
  await engine.run({ pipeline: 'other' });
  expect(await handle.result()).toMatchObject({ state: 'completed' });
});

import { afterEach, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/connect.js';
import type { RunSnapshot } from '../../client/run-snapshot.js';
import { Engine } from '../support/engine.js';

const pipeline = (work: string) => ({
  'one.pipeline.ts': `
    import { definePipeline, defineStage, LeatError } from 'leat';
    import { z } from 'zod';
    const work = defineStage({ name: 'work', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({ value: z.number() }),
      run: async (_inputs, { value }, { progress, signal, figure }) => { ${work} return { out: { value } }; } });
    export default definePipeline({ name: 'one', params: z.strictObject({ value: z.number().default(1) }), build: ({ value }) => ({ end: work({ value }) }) });`,
});

let engine: Engine;
let client: LeatClient;

afterEach(async () => {
  await client.close();
  await engine.end();
});

async function start(work: string): Promise<LeatClient> {
  engine = await Engine.start(pipeline(work));
  await engine.startWorker();
  return (client = await connect(engine.config));
}

async function lastOf(snapshots: AsyncIterable<RunSnapshot>): Promise<{ last: RunSnapshot | undefined; all: RunSnapshot[] }> {
  const all: RunSnapshot[] = [];
  for await (const snapshot of snapshots) all.push(snapshot);
  return { last: all.at(-1), all };
}

test('starts a run, watches it with its progress, and gives its result', async () => {
  const { runs } = await start(
    `figure('seen', value); for (let i = 1; i <= 8; i++) { progress(i / 10); await new Promise((done) => setTimeout(done, 400)); }`,
  );
  const address = await runs.start('one', { params: { value: 3 } });
  const { last, all } = await lastOf(runs.watch(address));
  expect(all.some(({ stages }) => (stages[0]?.fraction ?? 0) > 0)).toBe(true);
  expect(last).toMatchObject({ state: 'completed', stages: [{ name: 'work', state: 'completed', attempt: 1, figures: { seen: 3 } }] });
  expect(await runs.result(address)).toMatchObject({ runId: address.runId, state: 'completed' });
  expect(await runs.find(address.runId.slice(0, 12))).toBe(address.runId);
  expect(await runs.find('latest')).toBe(address.runId);
});

test('gives the error of a failed run by its code', async () => {
  const { runs } = await start(`throw new LeatError('SOURCE_NO_ROWS', 'nothing there');`);
  const address = await runs.start('one');
  const { last } = await lastOf(runs.watch(address));
  expect(last).toMatchObject({ state: 'failed', stages: [{ state: 'failed', error: { code: 'SOURCE_NO_ROWS' } }] });
  await expect(runs.result(address)).rejects.toMatchObject({
    code: 'SOURCE_NO_ROWS',
    message: expect.stringContaining('nothing there') as string,
  });
});

test.each([
  ['none', {}, 'PIPELINE_UNKNOWN'],
  ['one', { params: { valeu: 1 } }, 'PARAMETER_INVALID'],
])('refuses to run "%s" with %o by the code %s', async (name, options, code) => {
  const { runs } = await start('');
  await expect(runs.result(await runs.start(name, options))).rejects.toMatchObject({ code });
});

test('cancels a run and resumes it', async () => {
  const { runs } = await start(
    `for (let i = 0; value === 1 && i < 200; i++) { signal.throwIfCancelled(); await new Promise((done) => setTimeout(done, 50)); }`,
  );
  const address = await runs.start('one');
  for await (const { stages } of runs.watch(address)) if (stages[0]?.state === 'running') break;
  await runs.cancel(address.runId);
  await expect(runs.result(address)).rejects.toMatchObject({ code: 'CANCELLED' });
  const resumed = await runs.resume(address.runId, { params: { value: 2 } });
  expect(await runs.result(resumed)).toMatchObject({ state: 'completed' });
});

test('gives the same run for the same idempotency key', async () => {
  const { runs } = await start('');
  const key = { idempotencyKey: engine.config.taskQueue };
  expect(await runs.start('one', key)).toEqual(await runs.start('one', key));
});

test('refuses an id that no run has', async () => {
  const { runs } = await start('');
  await expect(runs.find('zzz')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
});

test('says that no worker answers', async () => {
  engine = await Engine.start(pipeline(''));
  client = await connect(engine.config);
  const address = await client.runs.start('one');
  await expect(lastOf(client.runs.watch(address))).rejects.toMatchObject({ code: 'WORKER_MISSING' });
});

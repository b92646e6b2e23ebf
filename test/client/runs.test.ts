import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/connect.js';
import type { RunSnapshot } from '../../client/run-snapshot.js';
import { Engine } from '../support/engine.js';

/** A pipeline of one stage that does this work. */
const pipeline = (name: string, work: string) => ({
  [`${name}.pipeline.ts`]: `
    import { definePipeline, defineStage, LeatError } from 'leat';
    import { z } from 'zod';
    const work = defineStage({ name: 'work', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({ value: z.number() }),
      run: async (_inputs, { value }, { progress, signal, figure }) => { ${work} return { out: { value } }; } });
    export default definePipeline({ name: '${name}', params: z.strictObject({ value: z.number().default(1) }), build: ({ value }) => ({ end: work({ value }) }) });`,
});

const sleep = (ms: number) => `await new Promise((done) => setTimeout(done, ${String(ms)}));`;

let engine: Engine;
let client: LeatClient;

beforeAll(async () => {
  engine = await Engine.start({
    ...pipeline('steady', `figure('seen', value); for (let i = 1; i <= 8; i++) { progress(i / 10); ${sleep(400)} }`),
    ...pipeline('broken', `throw new LeatError('SOURCE_NO_ROWS', 'nothing there');`),
    ...pipeline('endless', `for (let i = 0; value === 1 && i < 200; i++) { signal.throwIfCancelled(); ${sleep(50)} }`),
  });
  await engine.startWorker();
  client = await connect(engine.config);
});

afterAll(async () => {
  await client.close();
  await engine.end();
});

async function all(snapshots: AsyncIterable<RunSnapshot>): Promise<RunSnapshot[]> {
  const seen: RunSnapshot[] = [];
  for await (const snapshot of snapshots) seen.push(snapshot);
  return seen;
}

test('starts a run, watches it with its progress, and gives its result', async () => {
  const address = await client.runs.start('steady', { params: { value: 3 } });
  const snapshots = await all(client.runs.watch(address));
  expect(snapshots.some(({ stages }) => (stages[0]?.fraction ?? 0) > 0)).toBe(true);
  expect(snapshots.at(-1)).toMatchObject({
    state: 'completed',
    stages: [{ name: 'work', state: 'completed', attempt: 1, figures: { seen: 3 } }],
  });
  expect(await client.runs.result(address)).toMatchObject({ runId: address.runId, state: 'completed' });
});

test('finds a run by the beginning of its id, or as the latest', async () => {
  const { runId, workflowId } = await client.runs.start('broken');
  await client.runs.result({ runId, workflowId }).catch(() => undefined);
  expect(await client.runs.find('latest')).toBe(runId);
  expect(await client.runs.find(runId.slice(0, 30))).toBe(runId);
  await expect(client.runs.find('zzz')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
});

test('gives the error of a failed run by its code', async () => {
  const address = await client.runs.start('broken');
  const snapshots = await all(client.runs.watch(address));
  expect(snapshots.at(-1)).toMatchObject({ state: 'failed', stages: [{ state: 'failed', error: { code: 'SOURCE_NO_ROWS' } }] });
  const message = expect.stringContaining('nothing there') as string;
  await expect(client.runs.result(address)).rejects.toMatchObject({ code: 'SOURCE_NO_ROWS', message });
});

test.each([
  ['none', {}, 'PIPELINE_UNKNOWN'],
  ['steady', { params: { valeu: 1 } }, 'PARAMETER_INVALID'],
])('refuses to run "%s" with %o by the code %s', async (name, options, code) => {
  const run = async (): Promise<unknown> => client.runs.result(await client.runs.start(name, options));
  await expect(run()).rejects.toMatchObject({ code });
  await client.pipelines.told(); // from then on it is known before anything is started
  const before = await client.runs.list({ limit: 200 });
  await expect(client.runs.start(name, options)).rejects.toMatchObject({ code });
  expect(await client.runs.list({ limit: 200 })).toHaveLength(before.length);
});

test('refuses parameters that are data before anything is started, by whatever client', async () => {
  const params = { value: 'x'.repeat(300 * 1024) };
  const message = expect.stringContaining('at most 256 KiB') as string;
  const unknowing = await connect({ ...engine.config, taskQueue: `${engine.config.taskQueue}-without-worker` }); // nobody has told it of pipelines
  await expect(unknowing.runs.start('steady', { params })).rejects.toMatchObject({ code: 'PARAMETER_INVALID', message });
  await unknowing.close();
  expect(await engine.runToFailure({ pipeline: 'steady', params })).toMatchObject({ code: 'PARAMETER_INVALID', message });
});

test('cancels a run and resumes it with another parameter', async () => {
  const address = await client.runs.start('endless');
  for await (const { stages } of client.runs.watch(address)) if (stages[0]?.state === 'running') break;
  await client.runs.cancel(address.runId);
  await expect(client.runs.result(address)).rejects.toMatchObject({ code: 'CANCELLED' });
  const resumed = await client.runs.resume(address.runId, { params: { value: 2 } });
  expect(await client.runs.result(resumed)).toMatchObject({ state: 'completed' });
});

test('gives the same run for the same idempotency key', async () => {
  const key = { idempotencyKey: engine.config.taskQueue };
  const first = await client.runs.start('broken', key);
  expect(await client.runs.start('broken', key)).toEqual(first);
});

test('says that no worker answers', async () => {
  const lonely = await connect({ ...engine.config, taskQueue: `${engine.config.taskQueue}-without-worker` });
  const address = await lonely.runs.start('steady');
  await expect(all(lonely.runs.watch(address))).rejects.toMatchObject({ code: 'WORKER_MISSING' });
  await lonely.close();
});

import { readFile, writeFile } from 'node:fs/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/connect.js';
import { Engine, runIdOf, untilStage } from '../support/engine.js';
import { threeStages } from '../support/three-stages.js';

let engine: Engine;
let client: LeatClient;

/** The last stage waits until it is told to fail or to finish. */
const third = `
  const said = (word: string) => existsSync(calls.replace('calls.txt', word));
  while (!said('finish')) {
    if (said('fail')) throw new LeatError('SOURCE_NO_ROWS', 'told to fail');
    context.signal.throwIfCancelled();
    await new Promise((wake) => setTimeout(wake, 20));
  }`;

beforeAll(async () => {
  engine = await Engine.start(threeStages({ third }));
  await engine.startWorker();
  client = await connect(engine.config);
});

beforeEach(async () => {
  await engine.remove('finish', 'fail');
  await writeFile(engine.path('calls.txt'), '');
});

afterAll(async () => {
  await client.close();
  await engine.end();
});

/** Of the stages that finish at once. */
const calls = async (): Promise<string[]> =>
  (await readFile(engine.path('calls.txt'), 'utf8')).split('\n').filter((name) => name === 'first' || name === 'second');
const ended = (handle: WorkflowHandle) => handle.result().catch(() => undefined);

test.each([
  [
    'failed',
    async (handle: WorkflowHandle) => {
      await writeFile(engine.path('fail'), '');
      await ended(handle);
    },
  ],
  [
    'was cancelled',
    async (handle: WorkflowHandle) => {
      await handle.cancel();
      await ended(handle);
    },
  ],
  [
    'was terminated',
    async (handle: WorkflowHandle) => {
      await handle.terminate();
    },
  ],
] as const)('resumes a run that %s, repeating nothing that finished', async (what, end) => {
  const handle = await engine.begin({ pipeline: 'three', params: { text: what } });
  await untilStage(handle, 'third', 'running');
  await end(handle);
  await writeFile(engine.path('finish'), '');
  const resumed = await client.runs.resume(runIdOf(handle));
  expect(await client.runs.result(resumed)).toMatchObject({ state: 'completed' });
  // Of a terminated run, what was under way may have finished after all: then it is adopted, too.
  const third = expect.stringMatching(/^(completed|cached)$/) as string;
  expect(await engine.states(resumed.runId)).toEqual({ first: 'cached', second: 'cached', third });
  expect(await calls()).toEqual(['first', 'second']);
});

test('finds out that a run was terminated, and records it', async () => {
  const handle = await engine.begin({ pipeline: 'three', params: { text: 'find out' } });
  await untilStage(handle, 'third', 'running');
  const recorded = async () => (await client.runs.get(runIdOf(handle))).run;
  expect(await client.runs.settle([await recorded()])).toMatchObject([{ state: 'running' }]);
  await handle.terminate();
  expect(await recorded()).toMatchObject({ state: 'running' });
  await client.runs.settle([await recorded()]);
  expect(await recorded()).toMatchObject({
    state: 'failed',
    error: { code: 'RUN_LOST', message: expect.stringContaining('terminated') as string },
  });
  expect(await engine.states(runIdOf(handle))).toMatchObject({ third: 'cancelled' });
});

test('tells a run that Temporal does not know as lost, records nothing, since another server may run it, and resumes it', async () => {
  const handle = await engine.begin({ pipeline: 'three', params: { text: 'gone' } });
  await untilStage(handle, 'third', 'running');
  await handle.terminate();
  await engine.forget(handle);
  const { run } = await client.runs.get(runIdOf(handle));
  expect(await client.runs.settle([run])).toMatchObject([{ state: 'failed', error: { code: 'RUN_LOST' } }]);
  expect((await client.runs.get(run.id)).run.state).toBe('running');

  await writeFile(engine.path('finish'), '');
  expect(await client.runs.result(await client.runs.resume(run.id))).toMatchObject({ state: 'completed' });
  expect(await calls()).toEqual(['first', 'second']);
}, 120_000); // Temporal deletes at its leisure

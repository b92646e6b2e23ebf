import { readFile, writeFile } from 'node:fs/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { afterEach, expect, test } from 'vitest';
import { Engine, failureOf, runIdOf, untilStage } from '../support/engine.js';

let engine: Engine;

afterEach(async () => {
  await (engine as Engine | undefined)?.end();
});

/** first → shaky → last, and beside them calm; every call leaves a line in calls.txt. */
const project = (onFailure: string, shaky = "throw new LeatError('SCHEMA_COLUMN_MISSING', 'expected column \"age\"');") => ({
  'shaky.ts': `
    import { LeatError } from 'leat';
    export function shake(): string { ${shaky} return 'calm again'; }`,
  'held.pipeline.ts': `
    import { appendFileSync } from 'node:fs';
    import { definePipeline, defineStage } from 'leat';
    import { z } from 'zod';
    import { shake } from './shaky.js';
    const pass = (name, work = () => name) => defineStage({ name, version: 1, inputs: { before: 'report[]' }, outputs: { out: 'report' },
      params: z.strictObject({ calls: z.string() }), work: 'light',
      run: ({}, { calls }) => { appendFileSync(calls, name + '\\n'); return { out: work() }; } });
    const [first, shaky, calm, last] = [pass('first'), pass('shaky', shake), pass('calm'), pass('last')];
    export default definePipeline({ name: 'held', params: z.strictObject({ calls: z.string() }), build: ({ calls }) => {
      const begun = first({ before: [], calls });
      const shaken = shaky({ before: [begun], calls }, { onFailure: '${onFailure}', retry: { attempts: 2, initial: '10ms' } });
      return { end: last({ before: [shaken], calls }), calm: calm({ before: [begun], calls }) };
    } });`,
});

const calls = async (): Promise<string[]> => (await readFile(engine.path('calls.txt'), 'utf8')).trim().split('\n');
const begin = (): Promise<WorkflowHandle> => engine.begin({ pipeline: 'held', params: { calls: engine.path('calls.txt') } });

async function beginHeld(): Promise<WorkflowHandle> {
  engine = await Engine.start(project('hold'));
  await engine.startWorker();
  const handle = await begin();
  await untilStage(handle, 'shaky', 'held');
  await untilStage(handle, 'calm', 'completed');
  return handle;
}

test('holds a run, and has a retry run the mended code while nothing finished runs again', async () => {
  const handle = await beginHeld();
  await expect.poll(async () => (await engine.metadata.run(runIdOf(handle)))?.state).toBe('held');
  await writeFile(engine.path('shaky.ts'), "export const shake = (): string => 'mended';");
  await handle.executeUpdate('retryStage', { args: [{ stage: 'shaky' }] });
  expect(await handle.result()).toMatchObject({ state: 'completed' });
  expect((await calls()).sort()).toEqual(['calm', 'first', 'last', 'shaky', 'shaky']);
  const [failed, mended] = await engine.metadata.attempts(runIdOf(handle), 'shaky');
  expect([failed?.attempt, mended?.attempt, failed?.plan === mended?.plan]).toEqual([1, 2, false]);
  expect((await engine.metadata.run(runIdOf(handle)))?.plan).toBe(mended?.plan);
});

test('gives a held stage up on a word, and completes without what depends on it', async () => {
  const handle = await beginHeld();
  await handle.executeUpdate('skipStage', { args: [{ stage: 'shaky' }] });
  expect(await handle.result()).toMatchObject({ state: 'completed', outputs: { calm: { kind: 'report' } } });
  expect(await engine.states(runIdOf(handle))).toEqual({ first: 'completed', calm: 'completed', shaky: 'skipped', last: 'skipped' });
});

test('cancels a held run', async () => {
  const handle = await beginHeld();
  await handle.cancel();
  expect(await failureOf(handle)).toMatchObject({ code: 'CANCELLED' });
  expect(await engine.metadata.run(runIdOf(handle))).toMatchObject({ state: 'cancelled' });
});

test('refuses an order about a stage that is not held, naming its state', async () => {
  const handle = await beginHeld();
  const refusal = await handle.executeUpdate('retryStage', { args: [{ stage: 'first' }] }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ cause: { type: 'STAGE_NOT_WAITING', message: expect.stringContaining('completed') as string } });
  expect(await calls()).toHaveLength(3);
});

test('skips a failed stage with its dependents where its author says so', async () => {
  engine = await Engine.start(project('skip'));
  await engine.startWorker();
  const handle = await begin();
  expect(await handle.result()).toMatchObject({ state: 'completed' });
  expect(await engine.states(runIdOf(handle))).toEqual({ first: 'completed', calm: 'completed', shaky: 'failed', last: 'skipped' });
});

test('tries again only as often as the author allows, and counts no try that was lost with its thread twice', async () => {
  engine = await Engine.start(project('fail', 'if (Date.now() > 0) process.exit(7);'));
  await engine.startWorker();
  const handle = await begin();
  expect(await failureOf(handle)).toMatchObject({ code: 'STAGE_FAILED', message: expect.stringContaining('thread') as string });
  const attempts = await engine.metadata.attempts(runIdOf(handle), 'shaky');
  expect(attempts.map(({ attempt, error }) => [attempt, error?.code])).toEqual([
    [1, 'STAGE_FAILED'],
    [2, 'STAGE_FAILED'],
  ]);
});

import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Engine, runIdOf, untilStage } from '../support/engine.js';
import { runLeat, type LeatOutcome } from '../support/run-leat.js';

let engine: Engine;

const broken = "export const shake = (): string => { throw new LeatError('SCHEMA_COLUMN_MISSING', 'expected column \"age\"'); };";

beforeAll(async () => {
  engine = await Engine.start({
    'shaky.ts': '',
    'held.pipeline.ts': `
      import { approve, definePipeline, defineStage } from 'leat';
      import { z } from 'zod';
      import { shake } from './shaky.js';
      const params = z.strictObject({});
      const shaky = defineStage({ name: 'shaky', version: 1, inputs: {}, outputs: { out: 'report' }, params, work: 'light', run: () => ({ out: shake() }) });
      export const held = definePipeline({ name: 'held', params, build: () => ({ end: shaky({}, { onFailure: 'hold', cache: false }) }) });
      export const asking = definePipeline({ name: 'asking', params, build: () => ({ end: approve({ question: 'Deploy it?' }) }) });`,
  });
  await writeFile(engine.path('shaky.ts'), `import { LeatError } from 'leat';\n${broken}`);
  await engine.startWorker();
});

beforeEach(() => writeFile(engine.path('shaky.ts'), `import { LeatError } from 'leat';\n${broken}`));
afterAll(() => engine.end());

function leat(...words: string[]): Promise<LeatOutcome> {
  const { temporal, taskQueue } = engine.config;
  return runLeat(words, { cwd: engine.root, env: { TEMPORAL_ADDRESS: temporal.address, LEAT_TASK_QUEUE: taskQueue } });
}

async function beginHeld(): Promise<string> {
  const handle = await engine.begin({ pipeline: 'held' });
  await untilStage(handle, 'shaky', 'held');
  await expect.poll(async () => (await engine.metadata.run(runIdOf(handle)))?.state).toBe('held');
  return runIdOf(handle);
}

test('shows what a held run waits for, and has a retry run the mended code to the end', async () => {
  const runId = await beginHeld();
  const { stdout } = await leat('show', runId);
  expect(stdout).toContain('SCHEMA_COLUMN_MISSING: expected column "age"');
  expect(stdout).toContain(`leat retry ${runId.slice(0, 13)} shaky`);
  await writeFile(engine.path('shaky.ts'), "export const shake = (): string => 'mended';");
  const retried = await leat('retry', runId, 'shaky', '--follow');
  expect(retried).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^held completed in/) as string });
});

test('holds the run again when the retry fails too', async () => {
  const runId = await beginHeld();
  expect(await leat('retry', runId, 'shaky')).toMatchObject({ exitCode: 0 });
  await expect.poll(async () => (await engine.metadata.attempts(runId, 'shaky')).length).toBe(2);
  await expect.poll(async () => (await engine.metadata.run(runId))?.state).toBe('held');
  expect(await leat('skip', runId, 'shaky', '--follow')).toMatchObject({ exitCode: 0 });
  expect(await engine.states(runId)).toEqual({ shaky: 'skipped' });
});

test('cancels a held run, and refuses orders about it from then on', async () => {
  const runId = await beginHeld();
  expect(await leat('cancel', runId)).toMatchObject({ exitCode: 0 });
  await expect.poll(async () => (await engine.metadata.run(runId))?.state).toBe('cancelled');
  const late = await leat('retry', runId, 'shaky', '--json');
  expect(late.exitCode).toBe(1);
  expect(JSON.parse(late.stdout)).toMatchObject({ error: { code: 'RUN_OVER', message: expect.stringContaining('leat resume') as string } });
});

test.each([
  ['approve', 'completed'],
  ['reject', 'failed'],
])('shows a question, and takes the word of a person: %s', async (word, state) => {
  const handle = await engine.begin({ pipeline: 'asking' });
  await untilStage(handle, 'approve', 'running');
  const runId = runIdOf(handle);
  expect((await leat('show', runId)).stdout).toContain('asks: Deploy it?');
  expect(await leat(word, runId, 'approve', '--by', 'Ada', '--note', 'looks good')).toMatchObject({ exitCode: 0 });
  await expect.poll(async () => (await engine.metadata.run(runId))?.state).toBe(state);
});

test('refuses an order about a stage that does not wait, or that is none', async () => {
  const runId = await beginHeld();
  const approved = await leat('approve', runId, 'shaky', '--json');
  expect(JSON.parse(approved.stdout)).toMatchObject({
    error: { code: 'STAGE_NOT_WAITING', message: expect.stringContaining('held') as string },
  });
  const unknown = await leat('retry', runId, 'shakey', '--json');
  expect(unknown.exitCode).toBe(2);
  expect(JSON.parse(unknown.stdout)).toMatchObject({
    error: { code: 'STAGE_UNKNOWN', message: expect.stringContaining('shakey') as string },
  });
  await leat('cancel', runId);
});

import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../support/engine.js';
import { runLeat, type LeatOutcome } from '../support/run-leat.js';

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start({
    'a-broken.pipeline.ts': 'const b = ;',
    'b-throwing.pipeline.ts': "throw new Error('no such table');",
    'c-wrong.pipeline.json': '{"name": 1',
    'healthy.pipeline.ts': `
      import { definePipeline, defineStage } from 'leat';
      import { z } from 'zod';
      const stage = defineStage({ name: 'one', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}), run: () => ({ out: {} }) });
      export default definePipeline({ name: 'healthy', params: z.strictObject({}), build: () => ({ end: stage({}) }) });`,
  });
  await engine.startWorker();
});

afterAll(() => engine.end());

function leat(...words: string[]): Promise<LeatOutcome> {
  const { temporal, taskQueue } = engine.config;
  return runLeat(words, { cwd: engine.root, env: { TEMPORAL_ADDRESS: temporal.address, LEAT_TASK_QUEUE: taskQueue } });
}

const broken = [
  'a-broken.pipeline.ts:1:11: Unexpected ";"',
  'b-throwing.pipeline.ts: no such table',
  'c-wrong.pipeline.json: ', // the rest is the JSON parser's own
];

test('plans and runs a pipeline beside files that cannot be read', async () => {
  expect((await leat('plan', 'healthy')).stdout).toBe('healthy\n└─ one\n');
  expect((await leat('run', 'healthy')).exitCode).toBe(0);
});

test.each(['plan', 'run'])('names them when the pipeline to %s is nowhere else', async (command) => {
  const { exitCode, stdout } = await leat(command, 'other', '--json');
  expect(exitCode).toBe(1);
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
  expect(error.code).toBe('PIPELINE_INVALID');
  for (const text of [...broken, 'those are healthy']) expect(error.message).toContain(text);
});

test('names them in a check of the doctor, which is well again without them', async () => {
  const check = async () => {
    const { checks } = JSON.parse((await leat('doctor', '--json')).stdout) as { checks: { name: string; ok: boolean; found: string }[] };
    return checks.find(({ name }) => name === 'pipelines');
  };
  const before = await check();
  expect(before?.ok).toBe(false);
  for (const text of broken) expect(before?.found).toContain(text);
  for (const name of ['a-broken.pipeline.ts', 'b-throwing.pipeline.ts', 'c-wrong.pipeline.json']) await rm(engine.path(name));
  expect(await check()).toMatchObject({ ok: true, found: 'healthy' });
});

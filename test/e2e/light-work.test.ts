import { existsSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Engine, failureOf, runIdOf, untilStage } from '../support/engine.js';

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.start({
    'leat.config.ts':
      "import { defineConfig } from 'leat'; export default defineConfig({ pipelines: ['*.pipeline.ts'], compute: { threads: 1 } });",
    'light.pipeline.ts': `
      import { existsSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      import { definePipeline, defineStage } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({ file: z.string() });
      const declaration = { version: 1, inputs: {}, outputs: { out: 'report' }, params };
      // Computes without a pause until there is a file.
      const heavy = defineStage({ name: 'heavy', ...declaration, run: ({}, { file }) => { while (!existsSync(file)); return { out: 1 }; } });
      const light = defineStage({ name: 'light', ...declaration, work: 'light',
        run: async ({}, { file }) => { while (!existsSync(file)) await sleep(20); return { out: 1 }; } });
      const deaf = defineStage({ name: 'deaf', ...declaration, work: 'light', run: () => new Promise(() => {}) });
      const deadly = defineStage({ name: 'deadly', ...declaration, work: 'light', run: () => process.exit(7) });
      const of = (name, stage) => definePipeline({ name, params, build: (given) => ({ out: stage(given) }) });
      export const [computing, waiting, lasting] = [of('computing', heavy), of('waiting', light), of('lasting', deaf)];
      export const dying = definePipeline({ name: 'dying', params,
        build: (given) => ({ out: deadly(given, { retry: { attempts: 2, initial: '10ms' } }) }) });`,
  });
});

afterEach(() => engine.end());

test('plans a run and does its light stage while every compute thread computes', async () => {
  await engine.startWorker();
  const [stop, go] = [engine.path('stop'), engine.path('go')];
  const computing = await engine.begin({ pipeline: 'computing', params: { file: stop } });
  await untilStage(computing, 'heavy', 'running');
  await expect.poll(() => engine.metadata.attempts(runIdOf(computing), 'heavy'), { timeout: 20_000 }).toHaveLength(1);
  writeFileSync(go, '');
  expect(await engine.run({ pipeline: 'waiting', params: { file: go } })).toMatchObject({ state: 'completed' });
  expect(existsSync(stop)).toBe(false);
  writeFileSync(stop, '');
  await computing.result();
});

test('takes one stage out of the queue and leaves the others in it', async () => {
  await engine.startWorker();
  const stop = engine.path('stop');
  const begin = () => engine.begin({ pipeline: 'computing', params: { file: stop }, cache: false });
  const computing = await begin();
  await expect.poll(() => engine.metadata.attempts(runIdOf(computing), 'heavy'), { timeout: 20_000 }).toHaveLength(1);
  const [queued, given] = [await begin(), await begin()];
  for (const handle of [queued, given]) await untilStage(handle, 'heavy', 'running');
  await given.cancel();
  expect(await failureOf(given)).toMatchObject({ code: 'CANCELLED' });
  writeFileSync(stop, '');
  await Promise.all([computing.result(), queued.result()]);
  // An activity that was tried again would have another number.
  expect((await engine.metadata.attempts(runIdOf(queued), 'heavy')).map(({ attempt }) => attempt)).toEqual([1]);
});

test('does light stages again that shared their thread with one that hears no cancellation, and counts no try', async () => {
  await engine.startWorker();
  const go = engine.path('go');
  const neighbour = await engine.begin({ pipeline: 'waiting', params: { file: go } });
  const deaf = await engine.begin({ pipeline: 'lasting', params: { file: go } });
  for (const [handle, stage] of [[neighbour, 'light'] as const, [deaf, 'deaf'] as const])
    await expect.poll(() => engine.metadata.attempts(runIdOf(handle), stage), { timeout: 20_000 }).toHaveLength(1);
  await deaf.cancel();
  expect(await failureOf(deaf)).toMatchObject({ code: 'CANCELLED' });
  writeFileSync(go, '');
  expect(await neighbour.result()).toMatchObject({ state: 'completed' });
  const attempts = await engine.metadata.attempts(runIdOf(neighbour), 'light');
  expect(attempts.map(({ attempt, error }) => [attempt, error?.code ?? null])).toEqual([
    [1, 'WORKER_STOPPED'],
    [2, null],
  ]);
});

test('records the tries of a stage that ends its thread before its beginning was told, and counts them', async () => {
  await engine.startWorker();
  const dying = await engine.begin({ pipeline: 'dying', params: { file: '' } });
  expect(await failureOf(dying)).toMatchObject({ code: 'STAGE_FAILED' });
  const attempts = await engine.metadata.attempts(runIdOf(dying), 'deadly');
  expect(attempts.map(({ attempt, error }) => [attempt, error?.code])).toEqual([
    [1, 'STAGE_FAILED'],
    [2, 'STAGE_FAILED'],
  ]);
});

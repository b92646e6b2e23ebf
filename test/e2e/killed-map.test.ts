import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { Engine, runIdOf } from '../support/engine.js';

let engine: Engine;

afterEach(() => engine.end());

const ITEMS = 60;

test('repeats after SIGKILL of its worker no more items of a map than threads were at work', { timeout: 90_000 }, async () => {
  engine = await Engine.start({
    'many.pipeline.ts': `
      import { appendFileSync } from 'node:fs';
      import { definePipeline, defineStage, each, map } from 'leat';
      import { z } from 'zod';
      const one = defineStage({ name: 'one', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({ of: z.int(), calls: z.string() }), work: 'light',
        run: async ({}, { of, calls }) => {
          appendFileSync(calls, of + '\\n');
          await new Promise((wake) => setTimeout(wake, 50));
          return { out: { of } };
        } });
      export default definePipeline({ name: 'many', params: z.strictObject({ calls: z.string() }),
        build: ({ calls }) => ({ all: map(one, { of: each(Array.from({ length: ${String(ITEMS)} }, (_, index) => index)), calls }).out }) });`,
  });
  const worker = engine.spawnWorker();
  const handle = await engine.begin({ pipeline: 'many', params: { calls: engine.path('calls.txt') } });
  const calls = async (): Promise<string[]> => (await readFile(engine.path('calls.txt'), 'utf8').catch(() => '')).trim().split('\n');
  await expect.poll(async () => (await calls()).length, { timeout: 30_000 }).toBeGreaterThan(ITEMS / 3);
  worker.kill('SIGKILL');
  await engine.startWorker();
  expect(await handle.result()).toMatchObject({ state: 'completed' });
  const all = await calls();
  expect(new Set(all).size).toBe(ITEMS);
  expect(all.length - ITEMS).toBeLessThanOrEqual(availableParallelism());
  expect((await engine.metadata.items(runIdOf(handle), 'one')).every(({ state }) => state === 'completed')).toBe(true);
});

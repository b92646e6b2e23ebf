import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunProgress } from '../../core/pipeline/run-summary.js';
import { Engine, runIdOf } from '../support/engine.js';

let engine: Engine;
const special = randomUUID();

beforeEach(async () => {
  engine = await Engine.start({
    'leat.config.ts':
      "import { defineConfig } from 'leat'; export default defineConfig({ pipelines: ['*.pipeline.ts'], compute: { threads: 1 } });",
    'stages.ts': `
      import { appendFileSync } from 'node:fs';
      import { setTimeout } from 'node:timers/promises';
      import { defineStage } from 'leat';
      import { z } from 'zod';
      export const note = defineStage({ name: 'note', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({ text: z.string(), calls: z.string() }),
        run: async ({}, { text, calls }) => {
          appendFileSync(calls, 'begin ' + text + '\\n');
          await setTimeout(100);
          appendFileSync(calls, 'end ' + text + '\\n');
          return { out: process.pid };
        } });`,
    'queues.pipeline.ts': `
      import { definePipeline } from 'leat';
      import { z } from 'zod';
      import { note } from './stages.js';
      const params = z.strictObject({ calls: z.string() });
      const several = (count, name, build) => Object.fromEntries(Array.from({ length: count }, (_, index) => [name + index, build(name + index)]));
      /** Declared first is what may wait longest. */
      export const urgent = definePipeline({ name: 'urgent', params, build: ({ calls }) => ({
        ...several(6, 'late', (as) => note({ text: 'late', calls }, { as, queue: '${special}', priority: 5 })),
        ...several(6, 'usual', (as) => note({ text: 'usual', calls }, { as, queue: '${special}' })),
        ...several(6, 'first', (as) => note({ text: 'first', calls }, { as, queue: '${special}', priority: 1 })) }) });
      export const both = definePipeline({ name: 'both', params, build: ({ calls }) => ({
        ...several(4, 'here', (as) => note({ text: as, calls: calls + '.here' }, { as })),
        ...several(4, 'there', (as) => note({ text: as, calls: calls + '.there' }, { as, queue: '${special}' })) }) });`,
  });
});

afterEach(() => engine.end());

const request = (pipeline: string) => ({ pipeline, params: { calls: engine.path('calls') } });
const linesOf = (file: string): string[] => readFileSync(engine.path(file), 'utf8').trim().split('\n');

test('takes the stages of a queue by their priority, whatever their order in the plan', async () => {
  await engine.startWorker();
  const handle = await engine.begin(request('urgent'));
  const begun = async (): Promise<number> =>
    (await handle.query<RunProgress>('progress')).stages.filter(({ state }) => state === 'running').length;
  await expect.poll(begun, { timeout: 20_000 }).toBe(18); // all wait for the worker of their queue
  engine.spawnWorker({ queue: special });
  await handle.result();
  const order = linesOf('calls')
    .filter((line) => line.startsWith('begin'))
    .map((line) => line.slice('begin '.length));
  expect(order).toEqual(['first', 'usual', 'late'].flatMap((text) => Array.from({ length: 6 }, () => text)));
});

test('runs each stage at a worker of its queue, no more at once than that has threads, and one queue waits for no other', async () => {
  const workers = [engine.spawnWorker(), engine.spawnWorker({ queue: special })];
  const handle = await engine.begin(request('both'));
  await handle.result();
  for (const [index, name] of ['here', 'there'].entries()) {
    const attempts = await Promise.all([0, 1, 2, 3].map((stage) => engine.metadata.attempts(runIdOf(handle), `${name}${String(stage)}`)));
    const pids = attempts.flat().map(({ worker }) => Number(worker.split('@')[0]));
    expect(new Set(pids)).toEqual(new Set([workers[index]?.pid]));
    const lines = linesOf(`calls.${name}`);
    expect(lines.filter((_, line) => line % 2 === 0).map((line) => line.replace('begin', 'end'))).toEqual(
      lines.filter((_, line) => line % 2 === 1),
    );
  }
});

test('shares the stages of one queue between several workers', async () => {
  const workers = [engine.spawnWorker(), engine.spawnWorker(), engine.spawnWorker({ queue: special })];
  const handles = [
    await engine.begin(request('both')),
    await engine.begin({ ...request('both'), seed: 2 }),
    await engine.begin({ ...request('both'), seed: 3 }),
  ];
  for (const handle of handles) await handle.result();
  const attempts = await Promise.all(
    handles.flatMap((handle) => [0, 1, 2, 3].map((stage) => engine.metadata.attempts(runIdOf(handle), `here${String(stage)}`))),
  );
  const pids = attempts.flat().map(({ worker }) => Number(worker.split('@')[0]));
  expect(pids).toHaveLength(12); // none was run twice
  expect(new Set(pids)).toEqual(new Set(workers.slice(0, 2).map(({ pid }) => pid)));
});

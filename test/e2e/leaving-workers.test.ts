import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { Engine, failureOf, runIdOf, untilStage } from '../support/engine.js';

let engine: Engine;

afterEach(async () => {
  await (engine as Engine | undefined)?.end();
});

const stage = (name: string, run: string, { inputs = '{}', outputs = "{ out: 'report' }" } = {}): string => `
  import { appendFileSync, existsSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  import { defineStage, tableFromRows } from 'leat';
  import { z } from 'zod';
  export const ${name} = defineStage({ name: '${name}', version: 1, inputs: ${inputs}, outputs: ${outputs}, params: z.strictObject({ calls: z.string() }),
    run: async (inputs, { calls }, context) => { ${run} } });`;

/** first → long: counts to 40 in 8 s, from its checkpoint, and notes where it began. */
const counting = {
  'leat.config.ts':
    "import { defineConfig } from 'leat'; export default defineConfig({ pipelines: ['*.pipeline.ts'], compute: { shutdownGrace: '1s' } });",
  'first.ts': stage('first', "appendFileSync(calls, 'first\\n'); return { out: { text: 'a' } };"),
  'long.ts': stage(
    'long',
    `let [count] = (await context.checkpoint.load()) ?? [0];
     appendFileSync(calls, \`long from \${count > 0 ? 'its checkpoint' : 'the beginning'}\\n\`);
     for (; count < 40; await context.checkpoint.save(Uint8Array.of(++count))) { context.signal.throwIfCancelled(); await setTimeout(200); }
     return { out: { count } };`,
    { inputs: "{ before: 'report' }" },
  ),
  'counting.pipeline.ts': `
    import { definePipeline } from 'leat';
    import { z } from 'zod';
    import { first } from './first.js';
    import { long } from './long.js';
    export default definePipeline({ name: 'counting', params: z.strictObject({ calls: z.string() }), build: ({ calls }) => ({ end: long({ before: first({ calls }), calls }) }) });`,
};

/** Writes a table of many large parts. */
const writing = {
  'big.ts': stage(
    'big',
    `async function* parts() { for (let part = 0; part < 400; part++) yield tableFromRows(Array.from({ length: 20_000 }, (_, x) => ({ x: part + x / 3, y: Math.sqrt(part * x + 0.5), z: x }))); }
     return { out: parts() };`,
    { outputs: "{ out: 'table' }" },
  ),
  'writing.pipeline.ts': `
    import { definePipeline } from 'leat';
    import { z } from 'zod';
    import { big } from './big.js';
    export default definePipeline({ name: 'writing', params: z.strictObject({ calls: z.string() }), build: ({ calls }) => ({ end: big({ calls }) }) });`,
};

const request = (pipeline: string) => ({ pipeline, params: { calls: engine.path('calls.txt') } });
const calls = (): string[] => readFileSync(engine.path('calls.txt'), 'utf8').trim().split('\n');
const temporaryFiles = (): string[] => readdirSync(engine.path('.leat/artifacts/temporary'));

test('hands a stage that it cannot finish to another worker, which goes on from the checkpoint', { timeout: 60_000 }, async () => {
  engine = await Engine.start(counting);
  const leaving = engine.spawnWorker();
  const handle = await engine.begin(request('counting'));
  await untilStage(handle, 'long', 'running');
  await new Promise((wake) => setTimeout(wake, 1500));
  engine.spawnWorker();
  leaving.kill('SIGTERM');
  expect(await once(leaving, 'exit')).toEqual([0, null]);
  const { outputs } = (await handle.result()) as { outputs: unknown };
  expect(calls()).toEqual(['first', 'long from the beginning', 'long from its checkpoint']);
  const attempts = await engine.metadata.attempts(runIdOf(handle), 'long');
  expect(attempts.map(({ error }) => error?.code ?? null)).toEqual(['WORKER_STOPPED', null]);
  expect((await engine.run({ ...request('counting'), cache: false })).outputs).toEqual(outputs);
});

test('finishes within the grace time what can be finished', { timeout: 60_000 }, async () => {
  engine = await Engine.start({ ...counting, 'leat.config.ts': counting['leat.config.ts'].replace('1s', '30s') });
  const leaving = engine.spawnWorker();
  const handle = await engine.begin(request('counting'));
  await untilStage(handle, 'long', 'running');
  await expect.poll(calls, { timeout: 20_000 }).toContain('long from the beginning'); // what no thread has taken is handed over at once
  leaving.kill('SIGTERM');
  await once(leaving, 'exit');
  expect(await engine.states(runIdOf(handle))).toMatchObject({ long: 'completed' });
});

test('leaves no temporary file of a cancelled stage, and keeps what finished', { timeout: 60_000 }, async () => {
  engine = await Engine.start(writing);
  await engine.startWorker();
  for (let round = 0; round < 3; round++) {
    const handle = await engine.begin({ ...request('writing'), seed: round });
    await untilStage(handle, 'big', 'running');
    await new Promise((wake) => setTimeout(wake, 300 + round * 37));
    await handle.cancel();
    expect(await failureOf(handle)).toMatchObject({ code: 'CANCELLED' });
    expect(temporaryFiles()).toEqual([]);
    expect(await engine.metadata.run(runIdOf(handle))).toMatchObject({ state: 'cancelled' });
  }
});

test('removes what a killed worker was writing, when the next one starts', { timeout: 60_000 }, async () => {
  engine = await Engine.start(writing);
  const killed = engine.spawnWorker();
  const handle = await engine.begin(request('writing'));
  await untilStage(handle, 'big', 'running');
  for (const deadline = Date.now() + 20_000; Date.now() < deadline && temporaryFiles().length === 0;) await Promise.resolve();
  killed.kill('SIGKILL');
  const left = temporaryFiles();
  await engine.startWorker();
  await handle.cancel();
  await failureOf(handle);
  expect(left).not.toEqual([]);
  expect(temporaryFiles()).toEqual([]);
});

import { afterEach, expect, test } from 'vitest';
import { Engine } from '../support/engine.js';

let engine: Engine;

afterEach(async () => {
  await (engine as Engine | undefined)?.end();
});

const project = {
  'p.pipeline.ts': `
    import { definePipeline, defineStage, LeatError, notify, rollBack, startPipeline } from 'leat';
    import { z } from 'zod';
    const pass = defineStage({ name: 'pass', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({ text: z.string() }),
      work: 'light', run: ({}, { text }) => { if (text === 'bad') throw new LeatError('SCHEMA_TYPE_MISMATCH', 'refused'); return { out: { text } }; } });
    export const repair = definePipeline({ name: 'repair', params: z.strictObject({ text: z.string() }), build: ({ text }) => ({ out: pass({ text }) }) });
    export const frail = definePipeline({ name: 'frail', params: z.strictObject({ text: z.string().default('bad') }),
      onFailure: [rollBack('nothing'), notify('look at it'), rollBack('penguins'), startPipeline('repair', { text: 'mended' })],
      build: ({ text }) => ({ out: pass({ text }) }) });`,
};

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as const;

test('rolls a model back and starts another pipeline when a run fails, though a correction before them fails', async () => {
  engine = await Engine.start(project);
  await engine.startWorker();
  for (const letter of ['a', 'b']) {
    const { version } = await engine.metadata.registerVersion({
      model: 'penguins',
      artifact: digest(letter),
      evaluation: null,
      runId: null,
    });
    await engine.metadata.deploy({ model: 'penguins', alias: 'champion', version, runId: null, reason: 'test' });
  }
  const failure = await engine.runToFailure({ pipeline: 'frail' });
  expect(failure.code).toBe('SCHEMA_TYPE_MISMATCH');
  await expect
    .poll(async () => (await engine.metadata.listRuns({ pipeline: 'repair', limit: 1 }))[0]?.state, { timeout: 20_000 })
    .toBe('completed');
  const [latest] = await engine.metadata.deployments('penguins');
  expect(latest).toMatchObject({
    alias: 'champion',
    version: 1,
    runId: failure.runId,
    reason: expect.stringContaining('refused') as string,
  });
});

test('leaves everything as it is when the run completes', async () => {
  engine = await Engine.start(project);
  await engine.startWorker();
  await engine.run({ pipeline: 'frail', params: { text: 'good' } });
  expect(await engine.metadata.listRuns({ pipeline: 'repair', limit: 1 })).toEqual([]);
});

import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '../support/engine.js';
import { CTRL_C, leatInTerminal } from '../support/leat-in-terminal.js';
import { registerModels } from '../support/register-models.js';
import { scalingModel } from '../support/tiny-models.js';

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start({
    'slow.pipeline.ts': `
      import { existsSync } from 'node:fs';
      import { definePipeline, defineStage } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({ while: z.string() });
      const wait = defineStage({ name: 'wait', version: 1, inputs: {}, outputs: { out: 'report' }, params,
        run: async (_inputs, params, { signal }) => {
          while (existsSync(params.while)) { signal.throwIfCancelled(); await new Promise((wake) => setTimeout(wake, 20)); }
          return { out: {} };
        } });
      export default definePipeline({ name: 'slow', params, build: (given) => ({ end: wait(given, { cache: false }) }) });`,
  });
  await engine.startWorker();
});

afterAll(() => engine.end());

/** Runs the pipeline, presses Ctrl-C while its stage runs, and answers. */
async function answer(letter: string): Promise<{ exitCode: number | null; screen: string; runId: string }> {
  await writeFile(engine.path('wait'), '');
  const { temporal, taskQueue } = engine.config;
  const outcome = await leatInTerminal(['run', 'slow', '--param', `while=${engine.path('wait')}`], {
    cwd: engine.root,
    env: { TEMPORAL_ADDRESS: temporal.address, LEAT_TASK_QUEUE: taskQueue },
    typed: [
      { when: /wait.*running/, type: CTRL_C },
      { when: /Leave the run running, or cancel it\? \[l\/c\]/, type: `${letter}\r` },
    ],
  });
  return { ...outcome, runId: /run ([0-9a-f-]{36})/.exec(outcome.screen)?.[1] ?? '' };
}

const stateOf = async (runId: string): Promise<string | undefined> => (await engine.metadata.run(runId))?.state;

test('cancels the run when Ctrl-C is answered by c', async () => {
  const { exitCode, screen, runId } = await answer('c');
  expect(exitCode).toBe(130);
  expect(screen).toContain(`run ${runId} is being cancelled`);
  await expect.poll(() => stateOf(runId), { timeout: 20_000 }).toBe('cancelled');
});

test('leaves the run running when Ctrl-C is answered by l', async () => {
  const { exitCode, screen, runId } = await answer('l');
  expect(exitCode).toBe(130);
  expect(screen).toContain(`run ${runId} goes on: see "leat show ${runId.slice(0, 8)}"`);
  expect(await stateOf(runId)).toBe('running');
  await rm(engine.path('wait'));
  await expect.poll(() => stateOf(runId), { timeout: 20_000 }).toBe('completed');
});

test('leaves a release to itself at Ctrl-C, and says so', async () => {
  await registerModels(engine.config, 'scale', [scalingModel(1), scalingModel(2)]);
  await engine.metadata.deploy({ model: 'scale', alias: 'champion', version: 1, runId: null, reason: 'first' });
  const { temporal, taskQueue } = engine.config;
  const { exitCode, screen } = await leatInTerminal(['models', 'release', 'scale:2'], {
    cwd: engine.root,
    env: { TEMPORAL_ADDRESS: temporal.address, LEAT_TASK_QUEUE: taskQueue },
    typed: [{ when: /shadow: begins/, type: CTRL_C }],
  });
  expect(exitCode).toBe(130);
  expect(screen).toContain('the release goes on by itself: see "leat models releases scale"');
  expect((await engine.metadata.releases('scale'))[0]).toMatchObject({ phase: 'shadow', endedAt: null });
});

import type { ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { WorkflowHandle } from '@temporalio/client';
import { afterEach, expect, test } from 'vitest';
import { Engine, runIdOf } from '../support/engine.js';

let engine: Engine;

afterEach(async () => {
  await (engine as Engine | undefined)?.end();
});

/** Columns that are almost copies of each other, though not so much that single precision loses their weights: the minimum lies in a long valley, so the training takes many iterations. */
const project = {
  'rows.ts': `
    import { defineStage, numericColumn, Table } from 'leat';
    import { z } from 'zod';
    export const rows = defineStage({ name: 'rows', version: 1, inputs: {}, outputs: { table: 'table' }, params: z.strictObject({ rows: z.int() }),
      run: (_inputs, { rows }, { random }) => {
        const base = Array.from({ length: rows }, () => random.next());
        const near = (spread) => numericColumn('number', base.map((value) => value + spread * random.next()));
        const label = numericColumn('integer', base.map((value) => (value + random.next() > 1 ? 1 : 0)));
        return { table: Table.of([['y', label], ...Array.from({ length: 8 }, (_, index) => [\`x\${index}\`, near(10 ** -(index / 2))])]) };
      } });`,
  'long.pipeline.ts': `
    import { all, definePipeline, grid, logistic, recipe, select, train } from 'leat';
    import { z } from 'zod';
    import { rows } from './rows.js';
    const params = z.strictObject({ size: z.int() });
    const hyperparameters = { maxIterations: 10_000, tolerance: 1e-15 };
    export default definePipeline({ name: 'training', params,
      build: ({ size }) => ({ model: train({ train: rows({ rows: size * 75_000 }), task: 'classification', recipe: recipe({ target: 'y' }), trainer: logistic({ l2: 0, ...hyperparameters }) }) }) });
    export const selection = definePipeline({ name: 'selection', params,
      build: ({ size }) => ({ candidate: select({ train: rows({ rows: size * 7_500 }), task: 'classification', recipe: recipe({ target: 'y' }), metric: 'logLoss', folds: 5,
        candidates: grid({ l2: [0, 1e-3, 1e-2, 1e-1] }).map((point) => logistic({ ...hyperparameters, maxIterations: 60, ...point })) }) }) });`,
};

/** Kills the worker of a run as soon as its stage has a checkpoint. @returns Whether it had one before it was done. */
async function killAfterCheckpoint(runId: string, { stage, worker }: { stage: string; worker: ChildProcess }): Promise<boolean> {
  for (;;) {
    const record = (await engine.metadata.stages(runId)).find(({ name }) => name === stage);
    if (record !== undefined && (await engine.metadata.checkpoint(record.cacheKey)) !== null) break;
    if (record?.endedAt instanceof Date) return false;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  worker.kill('SIGKILL');
  return true;
}

/** However fast the machine is: twice as much to compute until it takes long enough to have a checkpoint. */
async function beginKilled(pipeline: string, stage: string): Promise<{ handle: WorkflowHandle; size: number }> {
  const worker = engine.spawnWorker();
  for (let size = 2; ; size *= 2) {
    const handle = await engine.begin({ pipeline, params: { size } });
    if (await killAfterCheckpoint(runIdOf(handle), { stage, worker })) return { handle, size };
  }
}

test.each([
  { pipeline: 'training', stage: 'train' },
  { pipeline: 'selection', stage: 'select' },
])('goes on from the checkpoint of $stage on another worker, to the same bytes', { timeout: 120_000 }, async ({ pipeline, stage }) => {
  engine = await Engine.start(project);
  const { handle, size } = await beginKilled(pipeline, stage);
  const other = engine.spawnWorker({ log: 'info' });
  const log = other.stderr === null ? Promise.resolve('') : text(other.stderr);
  const { outputs } = (await handle.result()) as { outputs: unknown };
  const [attempt] = (await engine.metadata.stages(runIdOf(handle))).filter(({ name }) => name === stage);
  expect(await engine.metadata.checkpoint(attempt?.cacheKey ?? '')).toBeNull();

  const undisturbed = await engine.run({ pipeline, params: { size }, cache: false });
  expect(outputs).toEqual(undisturbed.outputs);
  other.kill('SIGTERM');
  expect(await log).toContain('goes on from a checkpoint');
});

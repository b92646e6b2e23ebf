import { resolve } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunPipelineResult } from '../../workflows/run-pipeline.js';
import { Engine } from '../support/engine.js';

let engine: Engine;
let handle: WorkflowHandle;
let first: RunPipelineResult;

beforeAll(async () => {
  const example = (name: string): string => `export { default } from '${resolve('examples', name, 'pipeline.ts')}';`;
  engine = await Engine.start({
    'leat.config.ts': `export default { pipelines: ['*.pipeline.ts'], data: { roots: ['${resolve('node_modules/vega-datasets/data')}'] } };`,
    'penguins.pipeline.ts': example('penguins'),
  });
  await engine.startWorker();
  handle = await engine.begin({ pipeline: 'penguins' });
  first = (await handle.result()) as RunPipelineResult; // as the workflow declares
});

afterAll(async () => {
  await engine.end();
});

const stageOf = async (runId: string, name: string) => {
  const stage = (await engine.metadata.stages(runId)).find((candidate) => candidate.name === name);
  if (stage === undefined) throw new Error(`the run has no stage "${name}"`);
  return stage;
};

test('tells the species of a penguin it has not seen', () => {
  expect(first.metrics.f1Macro).toBeGreaterThanOrEqual(0.97);
});

test('gives the same model, byte for byte, when all is computed again', async () => {
  const again = await engine.run({ pipeline: 'penguins', cache: false });
  expect((await stageOf(again.runId, 'train')).state).toBe('completed');
  expect((await stageOf(again.runId, 'train')).outputs).toEqual((await stageOf(first.runId, 'train')).outputs);
});

test('registers once what is registered already, and deploys it', async () => {
  const version = await engine.metadata.versionByAlias('penguins', 'champion');
  expect(version).toMatchObject({ model: 'penguins', version: 1, runId: first.runId });
});

test('is found in Temporal by the model that it registered', async () => {
  const attributes = (await handle.describe()).typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
  expect(Object.fromEntries(attributes)).toMatchObject({ LeatPipeline: 'penguins', LeatModel: 'penguins' });
});

test('runs only what a changed parameter reaches', async () => {
  const changed = await engine.run({ pipeline: 'penguins', params: { folds: 4 } });
  expect(await engine.states(changed.runId)).toMatchObject({ ingest: 'cached', split: 'cached', prepare: 'cached', select: 'completed' });
});

test('refuses a pipeline parameter out of its range', async () => {
  const failure = await engine.runToFailure({ pipeline: 'penguins', params: { testFraction: 2 } });
  expect(failure).toMatchObject({ code: 'PARAMETER_INVALID', message: expect.stringContaining('"testFraction"') as string });
});

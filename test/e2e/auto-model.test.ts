import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Candidate } from '../../core/model/candidate.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { readDocument } from '../../stores/artifacts/documents.js';
import { Engine } from '../support/engine.js';

let engine: Engine;
afterEach(() => engine.end());

const pipeline = (options: string): string => `
  import { z } from 'zod';
  import { autoModel, definePipeline, evaluate, file, ingest, split, train } from 'leat';
  export default definePipeline({ name: 'auto', params: z.strictObject({}), build() {
    const { train: rows, test } = split({ table: ingest({ source: file('penguins.json') }), testFraction: 0.25, dropMissing: ['Body Mass (g)'] });
    const best = autoModel({ train: rows, ${options} });
    const model = train({ train: rows, candidate: best });
    return { best, model, evaluation: evaluate({ model, test }) };
  } });`;

async function start(options: string): Promise<void> {
  const roots = [resolve('node_modules/vega-datasets/data')];
  engine = await Engine.start({
    'leat.config.ts': `export default { pipelines: ['*.pipeline.ts'], data: { roots: ${JSON.stringify(roots)} } };`,
    'auto.pipeline.ts': pipeline(options),
  });
  await engine.startWorker();
}

async function documentOf(digest: string | undefined): Promise<unknown> {
  return readDocument(await openArtifactStore(engine.config.stores.artifacts), digest ?? '');
}

test('finds a model of several trainers for penguins, and the same one again', { timeout: 180_000 }, async () => {
  await start("target: 'Species', trials: 8, folds: { resampling: 'kFold', folds: 3 }");
  const { runId, state, outputs, metrics } = await engine.run({ pipeline: 'auto' });
  expect(state).toBe('completed');
  expect(metrics['f1Macro']).toBeGreaterThan(0.95);

  const best = (await documentOf(outputs['best']?.digest)) as Candidate;
  expect(best).toMatchObject({ task: 'classification', metric: 'logLoss', trainer: { name: 'ensemble' } });
  const [study] = await engine.metadata.items(runId, 'autoModel', ['autoModel/study']);
  expect(study?.figures).toMatchObject({ task: 'classification', trainers: 'gbdt, logistic, forest, extraTrees' });

  const again = await engine.run({ pipeline: 'auto', cache: false });
  expect(again.outputs['model']?.digest).toBe(outputs['model']?.digest);
});

test('starts no trial when its time is over, and makes a model of those that ran', { timeout: 120_000 }, async () => {
  await start("target: 'Body Mass (g)', leaveOut: ['Species'], time: '1s', parallel: 1, ensemble: 0");
  const { state, outputs } = await engine.run({ pipeline: 'auto' });
  expect(state).toBe('completed');
  const best = (await documentOf(outputs['best']?.digest)) as Candidate;
  expect(best).toMatchObject({ task: 'regression', metric: 'rmse' });
  expect(best.trainer.name).not.toBe('ensemble');
  expect(best.scores.length).toBeLessThan(10_000);
});

test('fails by code where the target is not in the table', async () => {
  await start("target: 'Kind'");
  const { runId, ...failure } = await engine.runToFailure({ pipeline: 'auto' });
  expect(failure).toMatchObject({ code: 'SCHEMA_COLUMN_MISSING', message: expect.stringContaining('"Kind"') as string });
  expect(await engine.metadata.attempts(runId, 'autoModel')).toHaveLength(1);
});

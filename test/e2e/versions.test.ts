import { writeFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { bundleWorkflows } from '../support/bundle-workflows.js';
import { Engine, untilStage } from '../support/engine.js';

let engine: Engine;

afterEach(async () => {
  await engine.end();
});

const project = {
  'mood.ts': "export const mood = (): string => { throw new Error('not yet'); };",
  'held.pipeline.ts': `
    import { definePipeline, defineStage } from 'leat';
    import { z } from 'zod';
    import { mood } from './mood.js';
    const moody = defineStage({ name: 'moody', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}), run: () => ({ out: mood() }) });
    export default definePipeline({ name: 'held', params: z.strictObject({}), build: () => ({ out: moody({}, { onFailure: 'hold', retry: { attempts: 1 } }) }) });`,
};

test('ends a run on another version of the workflows than it began with, and begins new ones by that', { timeout: 90_000 }, async () => {
  engine = await Engine.start(project);
  const stopOld = await engine.startWorker();
  const begun = await engine.begin({ pipeline: 'held' });
  await untilStage(begun, 'moody', 'held');
  await stopOld();

  const { code } = await bundleWorkflows('patched');
  await writeFile(engine.path('bundle.js'), code);
  await engine.startWorker({ workflowBundle: engine.path('bundle.js') });
  await writeFile(engine.path('mood.ts'), "export const mood = (): string => 'calm';");
  await begun.executeUpdate('retryStage', { args: [{ stage: 'moody' }] });
  expect(await begun.result()).toMatchObject({ state: 'completed' });
  const next = await engine.begin({ pipeline: 'held', cache: false });
  expect(await next.result()).toMatchObject({ state: 'completed' });

  const markersOf = async (handle: typeof next): Promise<unknown[]> =>
    ((await handle.fetchHistory()).events ?? []).flatMap(({ markerRecordedEventAttributes: marker }) => marker?.markerName ?? []);
  expect(await markersOf(begun)).not.toContain('core_patch');
  expect(await markersOf(next)).toContain('core_patch');
});

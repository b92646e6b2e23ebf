import { writeFile } from 'node:fs/promises';
import type { WorkflowHandle } from '@temporalio/client';
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

  expect(await patchesOf(begun)).not.toContain('wait-before');
  expect(await patchesOf(next)).toContain('wait-before');
});

/** Names of the changes that a run has taken part in. */
async function patchesOf(handle: WorkflowHandle): Promise<string[]> {
  const markers = ((await handle.fetchHistory()).events ?? []).map(({ markerRecordedEventAttributes: marker }) => marker);
  return markers.flatMap((marker) => {
    const data = marker?.markerName === 'core_patch' ? marker.details?.['patch-data']?.payloads?.[0]?.data : undefined;
    return data === undefined || data === null ? [] : [(JSON.parse(new TextDecoder().decode(data)) as { id: string }).id];
  });
}

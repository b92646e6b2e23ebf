import { expect, onTestFinished, test } from 'vitest';
import { startEngine } from '../../testing/index.js';
import { createProject } from '../support/create-project.js';
import { temporalAddress } from '../support/temporal-address.js';
import { threeStages } from '../support/three-stages.js';

test('runs a project on a Temporal server, by schedule too, and leaves nothing behind', async () => {
  const cwd = await createProject({
    'leat.config.ts': "import { defineConfig } from 'leat'; export default defineConfig({ pipelines: ['*.pipeline.ts'] });",
    ...threeStages(),
  });
  const engine = await startEngine({ cwd, temporal: await temporalAddress() });
  onTestFinished(() => engine.stop());
  const { runs, schedules } = engine.client;
  const address = await runs.start('three', { params: { text: 'b' } });
  expect(await runs.result(address)).toMatchObject({ state: 'completed' });

  const name = `nightly-${address.runId}`;
  const { parseSchedule } = await import('../../core/schedule/schedule.js');
  await schedules.create(parseSchedule({ name, pipeline: 'three', every: '1d', params: {} }));
  onTestFinished(() => schedules.delete(name).catch(() => undefined));
  const triggered = await schedules.trigger(name);
  expect(triggered).not.toBeNull();
  if (triggered !== null) expect(await runs.result(triggered)).toMatchObject({ state: 'completed' });
  await schedules.delete(name);
});

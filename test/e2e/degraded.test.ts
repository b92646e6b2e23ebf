import { copyFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Engine } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';

let engine: Engine;
let receiver: HttpReceiver;

/** 200 rows around a value. */
const rowsAround = (centre: number): string =>
  `x,y\n${Array.from({ length: 200 }, (_, index) => `${String(centre + (index % 20) / 10)},${String(10 + (index % 7))}`).join('\n')}\n`;

beforeEach(async () => {
  receiver = await HttpReceiver.start();
  engine = await Engine.start({
    'reference.csv': rowsAround(0),
    'same.csv': rowsAround(0),
    'shifted.csv': rowsAround(5),
    'leat.config.ts': `
      export default { pipelines: ['*.pipeline.ts'],
        alerts: { channels: { hook: { kind: 'webhook', url: '${receiver.url}' } }, rules: [{ events: ['drift.*', 'incident.*'], group: '0s' }] } };`,
    'watch.pipeline.ts': `
      import { definePipeline, defineStage, file, ingest, monitor, openIncident, pretrained, startPipeline } from 'leat';
      import { z } from 'zod';
      const pass = defineStage({ name: 'pass', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}), work: 'light', run: () => ({ out: 1 }) });
      export const repair = definePipeline({ name: 'repair', params: z.strictObject({}), build: () => ({ out: pass({}) }) });
      export const watch = definePipeline({
        name: 'watch', params: z.strictObject({ recent: z.string() }), onDegraded: [openIncident('scores have drifted'), startPipeline('repair')],
        build({ recent }) {
          const model = pretrained({ path: 'regressor.onnx', target: 'value', columns: ['x', 'y'] });
          const reference = ingest({ source: file('reference.csv'), columns: { x: 'number', y: 'integer' } }, { as: 'reference' });
          const rows = ingest({ source: file(recent), columns: { x: 'number', y: 'integer' } });
          return { report: monitor({ model, recent: rows, reference, domainClassifier: false }) };
        } });`,
  });
  await copyFile('test/fixtures/pretrained/regressor.onnx', engine.path('regressor.onnx'));
  await engine.startWorker();
});

afterEach(async () => {
  await engine.end();
  receiver.end();
});

test('opens an incident by a webhook and starts another pipeline when rows have drifted, and completes all the same', async () => {
  const { runId, state } = await engine.run({ pipeline: 'watch', params: { recent: 'shifted.csv' } });
  expect(state).toBe('completed');
  await expect.poll(() => receiver.taken, { timeout: 20_000 }).toBe(2);
  const told = receiver.requests.map(
    ({ body }) => JSON.parse(body) as { type: string; data: { alerts: { runId: string; message: string }[] } },
  );
  expect(told.map(({ type }) => type).sort()).toEqual(['drift.detected', 'incident.opened']);
  expect(told.find(({ type }) => type === 'incident.opened')?.data.alerts[0]).toMatchObject({
    runId,
    message: expect.stringMatching(/^scores have drifted: 1 column/) as string,
  });
  await expect
    .poll(async () => (await engine.metadata.listRuns({ pipeline: 'repair', limit: 1 }))[0]?.state, { timeout: 20_000 })
    .toBe('completed');
});

test('does nothing where rows are as they were', async () => {
  await engine.run({ pipeline: 'watch', params: { recent: 'same.csv' } });
  expect(await engine.metadata.listRuns({ pipeline: 'repair', limit: 1 })).toEqual([]);
  expect(receiver.requests).toEqual([]);
});

import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Engine } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';

let engine: Engine;
let receiver: HttpReceiver;

beforeEach(async () => {
  receiver = await HttpReceiver.start();
  engine = await Engine.start({
    'leat.config.ts': `
      export default { pipelines: ['*.pipeline.ts'], data: { roots: ['${resolve('test/fixtures/pretrained')}'] },
        alerts: { channels: { hook: { kind: 'webhook', url: '${receiver.url}' } }, rules: [{ events: ['stage.*', 'model.*'], group: '0s' }] } };`,
    'scores.pipeline.ts': `
      import { definePipeline, defineStage, deploy, pretrained, register } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({});
      const broken = defineStage({ name: 'broken', version: 1, inputs: {}, outputs: { out: 'report' }, params, work: 'light',
        run: () => { throw new Error('not today'); } });
      export default definePipeline({ name: 'scores', params, build: () => {
        const model = pretrained({ path: 'regressor.onnx', target: 'value', columns: ['x', 'y'] });
        return { deployed: deploy({ version: register({ model, name: 'scores' }) }), extra: broken({}, { onFailure: 'skip', retry: { attempts: 1 } }) };
      } });`,
  });
  await engine.startWorker();
});

afterEach(async () => {
  await engine.end();
  receiver.end();
});

test('tells of a stage that was left out, of a model that was registered, and of one that was deployed', async () => {
  const { runId } = await engine.run({ pipeline: 'scores' });
  await expect.poll(() => receiver.taken, { timeout: 20_000 }).toBe(3);
  const told = receiver.requests.map(({ body }) => JSON.parse(body) as { type: string; data: { severity: string; alerts: object[] } });
  const byType = Object.fromEntries(told.map(({ type, data }) => [type, { severity: data.severity, ...data.alerts[0] }]));
  expect(byType).toMatchObject({
    'stage.failed': {
      severity: 'warning',
      runId,
      stage: 'broken',
      code: 'STAGE_FAILED',
      message: 'not today',
      next: `leat logs ${runId} broken`,
    },
    'model.registered': { severity: 'info', subject: 'model/scores:1' },
    'model.promoted': { severity: 'info', subject: 'model/scores:1', message: expect.stringContaining('as champion') as string },
  });
});

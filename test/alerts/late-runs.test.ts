import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/connect.js';
import { parseSchedule, type Schedule } from '../../core/schedule/schedule.js';
import { watchIdOf } from '../../core/schedule/scheduled-run.js';
import { Engine } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';

let engine: Engine;
let client: LeatClient;
let receiver: HttpReceiver;

beforeEach(async () => {
  receiver = await HttpReceiver.start();
  engine = await Engine.start({
    'leat.config.ts': `
      import { defineConfig } from 'leat';
      export default defineConfig({ pipelines: ['*.pipeline.ts'],
        alerts: { channels: { hook: { kind: 'webhook', url: '${receiver.url}' } }, rules: [{ events: ['run.late', 'schedule.missed'], group: '0s' }] } });`,
    'slow.pipeline.ts': `
      import { definePipeline, defineStage } from 'leat';
      import { existsSync } from 'node:fs';
      import { z } from 'zod';
      const params = z.strictObject({ flag: z.string() });
      const slow = defineStage({ name: 'slow', version: 1, inputs: {}, outputs: { out: 'report' }, params, work: 'io',
        run: async (_inputs, { flag }) => {
          while (existsSync(flag)) await new Promise((wake) => setTimeout(wake, 50));
          return { out: 1 };
        } });
      export default definePipeline({ name: 'slow', params, build: ({ flag }) => ({ end: slow({ flag }, { cache: false }) }) });`,
  });
  client = await connect(engine.config);
  await engine.startWorker();
});

afterEach(async () => {
  await rm(engine.path('slow'), { force: true });
  await client.close();
  await engine.end();
  receiver.end();
});

const told = () =>
  receiver.requests.map(
    ({ body }) =>
      (JSON.parse(body) as { data: { alerts: { event: string; message: string; next: string; runId: string | null }[] } }).data.alerts[0],
  );

function scheduleOf(given: object): Schedule {
  return parseSchedule({ name: `s-${randomUUID()}`, pipeline: 'slow', params: { flag: engine.path('slow') }, every: '2s', ...given });
}

test('tells of a run that is not over by the deadline, and of those that were never begun because of it', async () => {
  await writeFile(engine.path('slow'), '');
  const schedule = scheduleOf({ deadline: '1s', overlap: 'skip' });
  await client.schedules.create(schedule);
  await expect
    .poll(() => told().map((alert) => alert?.event), { timeout: 30_000 })
    .toEqual(expect.arrayContaining(['run.late', 'schedule.missed']));
  const late = told().find((alert) => alert?.event === 'run.late');
  const [run] = await client.runs.list({ schedule: schedule.name });
  expect(late).toMatchObject({
    runId: run?.id,
    next: `leat show ${run?.id ?? ''}`,
    message: expect.stringContaining('1s later') as string,
  });
  expect(told().find((alert) => alert?.event === 'schedule.missed')?.message).toContain('overlap "skip"');
  await client.schedules.delete(schedule.name);
  await expect.poll(() => watchStatus(schedule), { timeout: 20_000 }).toBe('COMPLETED');
});

test('tells of nothing while runs are over in time, or while the schedule is paused', async () => {
  const schedule = scheduleOf({ deadline: '2s', overlap: 'allow-all' });
  await client.schedules.create(schedule);
  await expect
    .poll(async () => (await client.runs.list({ schedule: schedule.name, state: 'completed' })).length, { timeout: 30_000 })
    .toBeGreaterThan(2);
  await client.schedules.pause(schedule.name, 'enough');
  const [first] = (await client.schedules.get(schedule.name)).recent;
  await expect.poll(() => Date.now(), { timeout: 20_000 }).toBeGreaterThan((first?.scheduledAt.getTime() ?? 0) + 6_000);
  expect(told()).toEqual([]);
  await client.schedules.delete(schedule.name);
});

async function watchStatus({ name }: Schedule): Promise<string> {
  const connection = await Connection.connect({ address: engine.config.temporal.address });
  try {
    return (await new Client({ connection }).workflow.getHandle(watchIdOf(name)).describe()).status.name;
  } finally {
    await connection.close();
  }
}

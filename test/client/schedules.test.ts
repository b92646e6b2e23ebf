import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { rm, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/connect.js';
import { parseSchedule, type Schedule, type ScheduleSpecification } from '../../core/schedule/schedule.js';
import { scheduleIdOf } from '../../core/schedule/scheduled-run.js';
import type { RunRecord } from '../../stores/metadata/metadata-store.js';
import { Engine } from '../support/engine.js';
import { expectRejection } from '../support/expect-refusal.js';

let engine: Engine;
let client: LeatClient;
let connection: Connection;
let temporal: Client;

/** Fails for intervals that begin in a minute whose file is there; waits while the file "slow" is. */
const COUNT = `
  import { dataInterval, definePipeline, defineStage, LeatError } from 'leat';
  import { existsSync } from 'node:fs';
  import { z } from 'zod';
  const params = z.strictObject({ window: dataInterval() });
  const count = defineStage({ name: 'count', version: 1, inputs: {}, outputs: { out: 'report' },
    params: z.strictObject({ window: dataInterval(), root: z.string() }),
    run: async (_inputs, { window, root }) => {
      while (existsSync(root + '/slow')) await new Promise((wake) => setTimeout(wake, 50));
      if (existsSync(root + '/bad-' + window.start.slice(14, 16))) throw new LeatError('SOURCE_NO_ROWS', 'no rows');
      return { out: window };
    } });
  export default definePipeline({ name: 'count', params, build: ({ window }) => ({ end: count({ window, root: process.cwd() }, { cache: false }) }) });`;

beforeAll(async () => {
  engine = await Engine.start({ 'count.pipeline.ts': COUNT.replace('process.cwd()', 'ROOT') });
  await writeFile(engine.path('count.pipeline.ts'), COUNT.replace('process.cwd()', JSON.stringify(engine.root)));
  client = await connect(engine.config);
  connection = await Connection.connect({ address: engine.config.temporal.address });
  temporal = new Client({ connection });
  await engine.startWorker();
});

const made: string[] = [];

afterEach(async () => {
  for (const name of made.splice(0)) await client.schedules.delete(name).catch(() => undefined);
});

afterAll(async () => {
  await client.close();
  await connection.close();
  await engine.end();
});

/** A schedule of a name of its own: the server is shared by all test files. */
function scheduleOf(given: Partial<ScheduleSpecification>): Schedule {
  const name = `s-${randomUUID()}`;
  made.push(name);
  return parseSchedule({ name, pipeline: 'count', ...given });
}

function runsOf({ name }: Schedule): Promise<readonly RunRecord[]> {
  return client.runs.list({ schedule: name });
}

test('starts runs at their times, each with its data interval, one after the other without a gap', async () => {
  const schedule = scheduleOf({ every: '1s', overlap: 'allow-all' });
  await client.schedules.create(schedule);
  await expect.poll(() => runsOf(schedule), { timeout: 30_000 }).toSatisfy((runs: readonly RunRecord[]) => runs.length >= 3);
  await client.schedules.pause(schedule.name, 'enough');
  const windows = (await runsOf(schedule))
    .map(({ window }) => window ?? fail())
    .sort((one, other) => Number(one.start) - Number(other.start));
  for (const { start, end } of windows) expect(Number(end) - Number(start)).toBe(1000);
  const [run] = await runsOf(schedule);
  expect(run).toMatchObject({ params: { window: { start: run?.window?.start.toISOString(), end: run?.window?.end.toISOString() } } });
  expect(run?.workflowId).toBe(`${scheduleIdOf(schedule.name)}-${run?.window?.end.toISOString().replace('.000Z', 'Z') ?? ''}`);
});

test('pauses and resumes with a note, and starts nothing between', async () => {
  const schedule = scheduleOf({ every: '1h' });
  await client.schedules.create(schedule);
  await client.schedules.pause(schedule.name, 'the source is down');
  expect(await client.schedules.get(schedule.name)).toMatchObject({ paused: true, note: 'the source is down' });
  await client.schedules.resume(schedule.name, 'it is back');
  expect(await client.schedules.get(schedule.name)).toMatchObject({ paused: false, note: 'it is back', schedule: { every: '1h' } });
});

test('triggers a run for the latest interval that has ended', async () => {
  const schedule = scheduleOf({ cron: '0 0 1 * *', timeZone: 'Europe/Berlin' });
  await client.schedules.create(schedule);
  const { runId } = (await client.schedules.trigger(schedule.name)) ?? fail();
  await expect.poll(async () => (await engine.metadata.run(runId))?.state, { timeout: 20_000 }).toBe('completed');
  const { window } = (await engine.metadata.run(runId)) ?? fail();
  expect(window?.end.toLocaleString('en-GB', { timeZone: 'Europe/Berlin' })).toMatch(/^01\/\d\d\/\d{4}, 00:00:00$/);
  expect(Number(window?.end)).toBeLessThanOrEqual(Date.now());
});

test('pauses itself when a run fails', async () => {
  const schedule = scheduleOf({ every: '1s', pauseOnFailure: true, params: { window: 'never' } });
  await client.schedules.create(schedule);
  await expect.poll(async () => (await client.schedules.get(schedule.name)).paused, { timeout: 30_000 }).toBe(true);
  expect((await client.schedules.get(schedule.name)).note).toContain('failure');
});

test('leaves runs out while the one before is not over', async () => {
  await writeFile(engine.path('slow'), '');
  const schedule = scheduleOf({ every: '1s', overlap: 'skip' });
  await client.schedules.create(schedule);
  await expect.poll(async () => (await client.schedules.get(schedule.name)).skipped.overlap, { timeout: 30_000 }).toBeGreaterThan(1);
  expect(await runsOf(schedule)).toHaveLength(1);
  await rm(engine.path('slow'));
});

test('tells what differs from the declaration, and what was changed in Temporal itself', async () => {
  const schedule = scheduleOf({ cron: '*/10 6-20/2 1,15 Jan-Mar *', timeZone: 'America/New_York', jitter: '30s', catchUp: '2h' });
  expect(await client.schedules.compare([schedule])).toEqual([{ name: schedule.name, change: 'create', fields: [] }]);
  await client.schedules.create(schedule, { declared: true });
  await expect.poll(() => client.schedules.compare([schedule])).toEqual([{ name: schedule.name, change: 'unchanged', fields: [] }]);
  expect(await client.schedules.compare([{ ...schedule, overlap: 'allow-all' }])).toMatchObject([
    { change: 'update', fields: ['overlap'] },
  ]);
  expect(await client.schedules.compare([])).toEqual([{ name: schedule.name, change: 'undeclared', fields: [] }]);

  const handle = temporal.schedule.getHandle(scheduleIdOf(schedule.name));
  await handle.update(({ spec, action, state }) => ({
    spec: { ...spec, timezone: 'UTC' },
    action: { ...action, args: action.args ?? [] },
    state,
  }));
  expect(await client.schedules.compare([schedule])).toMatchObject([{ change: 'drifted', fields: ['timeZone', 'catchUp'] }]);
  await client.schedules.update(schedule);
  expect(await client.schedules.compare([schedule])).toMatchObject([{ change: 'unchanged' }]);
});

test('refuses a second schedule of a name, and names the nearest one of an unknown', async () => {
  const schedule = scheduleOf({ every: '1h' });
  await client.schedules.create(schedule);
  await expectRejection(client.schedules.create(schedule), 'SCHEDULE_EXISTS', schedule.name);
  await expect.poll(() => client.schedules.list()).toHaveLength(1);
  await expectRejection(client.schedules.get(`${schedule.name}x`), 'SCHEDULE_UNKNOWN', schedule.name);
});

test('backfills a range at most so many at once, runs no interval twice, and again only those that failed', async () => {
  const schedule = scheduleOf({ cron: '* * * * *' });
  await client.schedules.create({ ...schedule, paused: true });
  const { schedule: stored } = await client.schedules.get(schedule.name);
  const range = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-01-01T00:12:00Z'), chunk: 5 };
  await writeFile(engine.path('bad-07'), '');

  expect(await backfill({ ...range, limit: 3 })).toMatchObject({
    total: 12,
    completed: 11,
    failed: 1,
    failures: [{ start: '2026-01-01T00:07:00.000Z' }],
  });
  expect(await backfill({ ...range, failedOnly: true })).toMatchObject({ failed: 1, completed: 0, skipped: 11 });
  await rm(engine.path('bad-07'));
  expect(await backfill({ ...range, failedOnly: true })).toMatchObject({ completed: 1, skipped: 11, failures: [] });
  expect(await backfill(range)).toMatchObject({ total: 12, completed: 0, skipped: 12 });
  const completed = (await runsOf(schedule)).filter(({ state }) => state === 'completed');
  expect(new Set(completed.map(({ window }) => window?.start.toISOString())).size).toBe(12);
  expect(completed).toHaveLength(12);

  async function backfill(options: Parameters<typeof client.backfills.start>[1]): Promise<unknown> {
    await client.backfills.start(stored, options);
    const seen = [];
    for await (const { progress } of client.backfills.watch(schedule.name)) seen.push(progress);
    expect(Math.max(...seen.map(({ running }) => running))).toBeLessThanOrEqual(options.limit ?? 4);
    return seen.at(-1);
  }
});

function fail(): never {
  throw new Error('expected a value');
}

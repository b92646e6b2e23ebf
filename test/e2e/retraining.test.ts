import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/index.js';
import { Random } from '../../core/random.js';
import { parseSchedule } from '../../core/schedule/schedule.js';
import { Engine } from '../support/engine.js';
import { runTwice } from '../support/run-twice.js';
import { eventually } from '../support/serving.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { serveProject, type ProjectServer } from '../support/serve-project.js';

let engine: Engine;
let server: ProjectServer;
let client: LeatClient;
let receiver: HttpReceiver;
const called = new Set<string>();

interface Row {
  readonly x: number;
  readonly z: number;
}

interface Labelled extends Row {
  readonly y: number;
}

/** After the shift, x is larger, and counts the other way; nothing tells the noise. */
function rowsOf(seed: string, count: number, shifted = false): Labelled[] {
  const random = new Random(seed);
  const uniform = (): number => random.uint32() / 2 ** 32;
  return Array.from({ length: count }, () => {
    const [x, z, noise] = [uniform() * 4 + (shifted ? 4 : 0), uniform(), uniform()];
    return { x, z, y: (shifted ? 20 - 2 * x : 2 * x) + z + noise };
  });
}

const quick = "{ atLeast: '300ms', requests: 5 }";
const WINDOWS = 50;
const WINDOW_ROWS = 100;

beforeAll(async () => {
  const training = rowsOf('training', 400).map(({ x, z, y }) => `${String(x)},${String(z)},${String(y)}`);
  receiver = await HttpReceiver.start();
  engine = await Engine.start({
    'leat.config.ts': `
      import { defineConfig } from 'leat';
      export default defineConfig({ pipelines: ['*.pipeline.ts'], network: { allow: ['127.0.0.1'] }, alerts: { channels: { hook: { kind: 'webhook', url: '${receiver.url}' } }, rules: [{ events: ['drift.*', 'model.degraded', 'run.failed'], to: ['hook'] }] } });`,
    'training.csv': `x,z,y\n${training.join('\n')}\n`,
    'churn.pipeline.ts': `
      import { challenge, columns, dataInterval, definePipeline, deploy, evaluate, file, ingest, linear, loggedRows, monitorModel, recipe, register, release, split, train, watchModel } from 'leat';
      import { z } from 'zod';
      const params = z.strictObject({});
      const whole = recipe({ target: 'y' });
      export const first = definePipeline({ name: 'first', params, build() {
        const { train: rows, test } = split({ table: ingest({ source: file('training.csv') }), testFraction: 0.3 });
        const model = train({ train: rows, recipe: whole, trainer: linear() });
        const version = register({ model, evaluation: evaluate({ model, test }), name: 'churn' });
        return { deployed: deploy({ version }) };
      } });
      const retrainBy = (name: string, recipe: typeof whole) => definePipeline({ name, params, build() {
        const { train: rows, test } = split({ table: loggedRows({ model: 'churn', labelled: true }), testFraction: 0.4 });
        const model = train({ train: rows, recipe, trainer: linear() });
        const version = register({ model, evaluation: evaluate({ model, test }), name: 'churn' });
        const limits = { predictionShift: 1000, latencyRatio: 1000 };
        return { released: release({ version: challenge({ version, rows: test }), shadow: null, canary: [50], step: ${quick}, bake: ${quick}, limits }) };
      } });
      export const retrain = retrainBy('retrain', whole);
      export const blind = retrainBy('blind', whole.select(columns('z')));
      export const look = definePipeline({ name: 'look', params: z.strictObject({ window: dataInterval() }), build: ({ window }) => ({ report: watchModel({ model: 'churn', window }) }) });
      export const watch = monitorModel({ model: 'churn', retrain: { pipeline: 'retrain' } });`,
  });
  await engine.startWorker({ activities: await runTwice(engine, called) }); // what is lost before it is recorded comes to the same
  server = await serveProject(engine.config);
  client = await connect(engine.config);
  await engine.run({ pipeline: 'first' });
  await eventually(
    () => server.predict('churn', { x: 1, z: 0 }),
    ({ status }) => status === 200,
  );
});

afterAll(async () => {
  await client.close();
  await server.stop();
  await engine.end();
  receiver.end();
});

/** Asks for all rows in one request and tells what was true of them. @returns The window of time in which that was. */
async function ask(rows: readonly Labelled[]): Promise<{ start: string; end: string }> {
  const start = new Date().toISOString();
  await new Promise((wake) => setTimeout(wake, 2)); // windows are told apart by their milliseconds
  const { id } = await server.predictAll(
    'churn',
    rows.map(({ x, z }) => ({ x, z })),
  );
  await server.label(rows.map(({ y }, row) => ({ id: `${id}:${String(row)}`, label: y })));
  return { start, end: new Date(Date.now() + 1).toISOString() };
}

const logged = async ({ start, end }: { start: string; end: string }): Promise<number> =>
  (await engine.metadata.predictionParts('churn', { start: new Date(start), end: new Date(end) })).reduce((sum, { rows }) => sum + rows, 0);

test(`raises at most 2 alarms in ${String(WINDOWS)} windows of served rows and labels without a shift`, { timeout: 240_000 }, async () => {
  const windows: { start: string; end: string }[] = [];
  for (let window = 0; window < WINDOWS; window++) windows.push(await ask(rowsOf(`window ${String(window)}`, WINDOW_ROWS)));
  const whole = { start: windows[0]?.start ?? '', end: windows.at(-1)?.end ?? '' };
  await expect.poll(() => logged(whole), { timeout: 20_000 }).toBeGreaterThanOrEqual(WINDOWS * WINDOW_ROWS);
  await Promise.all(windows.map((window) => engine.run({ pipeline: 'look', params: { window } })));

  const found = (await engine.metadata.windows('churn', 100)).map(({ findings }) => findings);
  expect(found.map(({ rows, labelled }) => [rows, labelled])).toEqual(windows.map(() => [WINDOW_ROWS, WINDOW_ROWS]));
  const alarms = found.flatMap(({ drift, degraded }) => (drift.length + degraded.length > 0 ? [[...drift, ...degraded]] : []));
  console.info(`alarms in ${String(WINDOWS)} windows without a shift: ${String(alarms.length)}`, ...alarms);
  expect(alarms.length).toBeLessThanOrEqual(2);
});

test('does not release a version that loses its challenge, and says by which figures', { timeout: 180_000 }, async () => {
  const { code, message, runId } = await engine.runToFailure({ pipeline: 'blind' });
  expect(code).toBe('CHALLENGE_LOST');
  expect(message).toMatch(
    /expected churn:2 to be surely better than churn:1 on \d+ rows, got rmse [\d.]+ against [\d.]+, better by -[\d.]+ to -[\d.]+/,
  );
  expect(await engine.metadata.run(runId)).toMatchObject({ state: 'failed', error: { code, stage: 'challenge' } });
  await expect.poll(events, { timeout: 20_000 }).toContain('run.failed');
  expect(await client.releases.list('churn')).toEqual([]);
  expect((await client.models.show('churn')).deployments.map(({ version }) => version)).toEqual([1]);
});

test('finds a shift, trains a new version on what was asked, and releases it: it is better', { timeout: 180_000 }, async () => {
  const window = await ask(rowsOf('shifted', 300, true));
  await expect.poll(() => logged(window), { timeout: 20_000 }).toBeGreaterThanOrEqual(300);
  await engine.run({ pipeline: 'monitor-churn', params: { window } });
  const findings = await lastFindings();
  expect(findings?.drift.join()).toContain('column "x"');
  expect(findings?.degraded.join()).toContain('rmse');
  expect(findings?.retrain).toContain('degraded: rmse');

  await expect.poll(events, { timeout: 20_000 }).toEqual(expect.arrayContaining(['drift.detected', 'model.degraded']) as string[]);

  // What is wrong still is, but a new version was asked for just now.
  const at = Date.parse(window.end);
  for (const end of [at + 1_000, at - 1]) {
    await engine.run({ pipeline: 'monitor-churn', params: { window: { ...window, end: new Date(end).toISOString() } } });
    const windows = await engine.metadata.windows('churn', 10);
    expect(windows.find((each) => each.end.getTime() === end)?.findings).toMatchObject({ drift: findings?.drift, retrain: null });
  }

  const stop = server.keepAsking('churn', (turn) => ({ ...rowsOf(String(turn), 1, true)[0], y: undefined }));
  await expect.poll(async () => (await engine.metadata.versionByAlias('churn', 'champion'))?.version, { timeout: 120_000 }).toBe(3);
  await stop();
  const [release] = await client.releases.list('churn');
  expect(release).toMatchObject({ candidate: 3, champion: 1, phase: 'promoted' });
  expect(await engine.metadata.listRuns({ pipeline: 'retrain', limit: 10 })).toHaveLength(1);
  expect([...called]).toEqual(
    expect.arrayContaining(['challenge', 'loggedRows', 'watchModel', 'release', 'carryOutRelease', 'moveRelease']) as string[],
  );
});

test('looks at the windows of a schedule by itself, and finds the shift in each', { timeout: 120_000 }, async () => {
  const stop = server.keepAsking('churn', (turn) => ({ x: 40 + (turn % 7), z: 0.5 }));
  const schedule = parseSchedule({ name: `watch-${randomUUID()}`, pipeline: 'monitor-churn', every: '2s' });
  await client.schedules.create(schedule);
  const drifted = async () => {
    const windows = await engine.metadata.windows('churn', 100);
    return windows.filter(
      ({ start, end, findings }) => Number(end) - Number(start) === 2_000 && findings.drift.join().includes('column "x"'),
    );
  };
  await expect.poll(async () => (await drifted()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  await client.schedules.delete(schedule.name);
  await stop();
  const runs = await client.runs.list({ schedule: schedule.name });
  for (const { start, end } of await drifted())
    expect(runs).toContainEqual(expect.objectContaining({ pipeline: 'monitor-churn', window: { start, end } }));
});

const events = (): string[] => receiver.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type);
const lastFindings = async () => (await engine.metadata.windows('churn', 1))[0]?.findings;

import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/index.js';
import type { ReleasePhase } from '../../core/release/release-phase.js';
import { releaseSettings, type GivenReleaseSettings } from '../../core/release/release-settings.js';
import { Engine } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { runTwice } from '../support/run-twice.js';
import { serveProject, type ProjectServer } from '../support/serve-project.js';
import { scalingModel } from '../support/tiny-models.js';

let engine: Engine;
let server: ProjectServer;
let client: LeatClient;
let receiver: HttpReceiver;
const endings: (() => Promise<void>)[] = [];

const alias = 'champion';
const ask = { alias, by: 'Ada' };
const short = { atLeast: '300ms', requests: 5 } as const;
// Nothing here is about how fast a busy machine is, nor about what these models say.
const calm = { predictionShift: 100, latencyRatio: 1000 };
const quick: GivenReleaseSettings = { limits: calm, shadow: short, canary: [30, 60], step: short, bake: short };

beforeEach(async () => {
  receiver = await HttpReceiver.start();
  engine = await Engine.start({
    'leat.config.ts': `
      import { defineConfig } from 'leat';
      export default defineConfig({ network: { allow: ['127.0.0.1'] }, alerts: { channels: { hook: { kind: 'webhook', url: '${receiver.url}' } }, rules: [{ events: ['model.*', 'approval.*'], to: ['hook'] }] } });`,
  });
  server = await serveProject(engine.config);
  client = await connect(engine.config);
  for (const slope of [1, 2, 3]) await server.register('scale', scalingModel(slope)); // of the same sign and size: nobody's predictions shift
  await client.releases.promote({ model: 'scale', version: 1 }, { ...ask, reason: 'first' });
  await expect.poll(async () => (await server.predict('scale', { x: 1 })).status, { timeout: 20_000 }).toBe(200);
});

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await client.close();
  await server.stop();
  await engine.end();
  receiver.end();
});

const release = (version: number, settings: GivenReleaseSettings = quick) =>
  client.releases.start({ model: 'scale', version }, { ...ask, settings: releaseSettings.parse(settings) });
const until = (id: string, phase: ReleasePhase) =>
  expect.poll(async () => (await client.releases.get(id)).phase, { timeout: 40_000, interval: 50 }).toBe(phase);
const awaited = async (id: string) => client.releases.awaited(await client.releases.get(id));
const places = async (id: string): Promise<string[]> =>
  (await client.releases.get(id)).history.map(({ phase, step }) => `${phase} ${String(step)}`);
const served = async (): Promise<string> => (await server.predict('scale', { x: 1 })).model;
const events = (): string[] => receiver.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type);

test('brings a version to all requests step by step, and tells so', async () => {
  const called = new Set<string>();
  await engine.startWorker({ activities: await runTwice(engine, called) }); // a step is taken once, however often it is asked for
  endings.push(server.keepAsking('scale'));
  const { id } = await release(2, quick);
  await until(id, 'promoted');
  expect(await places(id)).toEqual(['queued 0', 'shadow 0', 'canary 0', 'canary 1', 'bake 0', 'promoted 0']);
  expect(await served()).toBe('scale:2');
  const [deployment] = (await client.models.show('scale')).deployments;
  expect(deployment).toMatchObject({ version: 2, by: 'Ada', reason: expect.stringMatching(/^released: bake/) as string });
  await expect.poll(events, { timeout: 20_000 }).toContain('model.promoted');
  expect([...called]).toEqual(expect.arrayContaining(['lookAtRelease', 'moveRelease']) as string[]);
});

test('goes on after the worker was killed, and takes a rollback while there is none', async () => {
  const worker = engine.spawnWorker();
  endings.push(server.keepAsking('scale'));
  const { id } = await release(2, { ...quick, bake: { atLeast: '1h' } });
  await until(id, 'canary');
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
  await engine.startWorker();
  await until(id, 'bake');
  expect(await client.releases.rollBack({ model: 'scale', alias, reason: 'odd', by: 'Ada' })).toMatchObject({ version: 1, ended: 2 });
  await expect.poll(served, { timeout: 2_000 }).toBe('scale:1');
  expect((await client.releases.get(id)).history.at(-1)).toMatchObject({ phase: 'returned', reason: 'rolled back: odd' });
});

test('lets a second release wait for the first, or take its place, and a person decide', async () => {
  await engine.startWorker();
  endings.push(server.keepAsking('scale'));
  const patient: GivenReleaseSettings = { ...quick, shadow: null, canary: [], approval: 'person' };
  const first = await release(2, patient);
  const second = await release(3, patient);
  await until(first.id, 'approval');
  expect((await client.releases.get(second.id)).phase).toBe('queued');
  expect(await awaited(first.id)).toEqual({ kind: 'word' });
  expect(await awaited(second.id)).toEqual({ kind: 'turn' });
  await client.releases.decide({ model: 'scale', alias }, { approved: false, by: 'Bob', note: 'too bold' });
  await until(first.id, 'rejected');
  await until(second.id, 'bake');
  const third = await release(2, { ...patient, policy: 'replace' });
  await until(second.id, 'replaced');
  await until(third.id, 'approval');
  await client.releases.decide({ model: 'scale', alias }, { approved: true, by: 'Bob', note: null });
  await until(third.id, 'promoted');
  expect(await awaited(third.id)).toEqual({ kind: 'nothing' });
  expect((await client.releases.get(third.id)).history.at(-1)?.reason).toBe('approved by Bob');
});

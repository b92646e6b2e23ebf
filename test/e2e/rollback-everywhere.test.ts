import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/index.js';
import { releaseSettings } from '../../core/release/release-settings.js';
import { Engine } from '../support/engine.js';
import { freePort } from '../support/free-port.js';
import { keepAskingAt, type KeptAsking } from '../support/keep-asking.js';
import { registerModels } from '../support/register-models.js';
import { runLeat } from '../support/run-leat.js';
import { scalingModel } from '../support/tiny-models.js';
import { untilReady } from '../support/until-ready.js';

const SERVERS = 3;
const alias = 'champion';

let engine: Engine;
let client: LeatClient;
let asked: readonly KeptAsking[];

beforeAll(async () => {
  engine = await Engine.start({});
  client = await connect(engine.config);
  await registerModels(engine.config, 'scale', [scalingModel(1), scalingModel(2)]);
  await client.releases.promote({ model: 'scale', version: 1 }, { alias, by: null, reason: 'first' });
  const ports = await Promise.all(Array.from({ length: SERVERS }, freePort));
  for (const port of ports) engine.spawnServer({ port });
  const urls = ports.map((port) => `http://127.0.0.1:${String(port)}`);
  await Promise.all(urls.map(untilReady));
  asked = urls.map((url) => keepAskingAt(url, 'scale'));
}, 120_000);

afterAll(async () => {
  await Promise.all(asked.map((each) => each.stop()));
  await client.close();
  await engine.end();
});

const everywhere = (version: string) =>
  expect.poll(() => asked.map(({ last }) => last), { timeout: 30_000, interval: 20 }).toEqual(Array.from(asked, () => version));

/** As a person would, in a process of its own; tells when each server followed, counted from the change in the store. */
async function rollBack(case_: string): Promise<void> {
  const before = new Map(asked.map((each) => [each, each.requests]));
  const done = await runLeat(['models', 'rollback', 'scale', '--reason', 'scores are off'], {
    cwd: engine.root,
    env: { TEMPORAL_ADDRESS: engine.config.temporal.address, LEAT_TASK_QUEUE: engine.config.taskQueue },
  });
  expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('scale@champion is version 1 again') as string });
  await everywhere('scale:1');
  const changedAt = await changed();
  const lastMs = asked.map(({ since }) => since - changedAt);
  console.info(`rollback of ${case_}: ${String(SERVERS)} servers followed within ${lastMs.map(String).join(', ')} ms`);
  // Long enough that a server which falls back to the new version would be seen.
  await new Promise((wake) => setTimeout(wake, 1_500));
  expect(asked.map(({ last }) => last)).toEqual(Array.from(asked, () => 'scale:1'));
  for (const each of asked) {
    expect(each.failed).toEqual([]);
    expect(each.requests).toBeGreaterThan(before.get(each) ?? 0);
  }
}

async function changed(): Promise<number> {
  const [[deployment], [release]] = await Promise.all([engine.metadata.deployments('scale'), engine.metadata.releases('scale')]);
  return Math.max(deployment?.deployedAt.getTime() ?? 0, release?.endedAt?.getTime() ?? 0);
}

test('has every server answer with the old version again after a promoted one is rolled back, without a failed request', async () => {
  await client.releases.promote({ model: 'scale', version: 2 }, { alias, by: null, reason: 'better' });
  await everywhere('scale:2');
  await rollBack('a promoted version');
});

test('has every server answer with the champion again after a release is rolled back amid its bake, without a failed request', async () => {
  const settings = releaseSettings.parse({});
  const { id } = await engine.metadata.askForRelease({ id: 'bake', model: 'scale', alias, candidate: 2, settings, runId: null, by: null });
  await engine.metadata.moveRelease(id, { from: { phase: 'queued', step: 0 }, to: { phase: 'bake', step: 0 }, reason: 'test' });
  await everywhere('scale:2');
  await rollBack('a release');
});

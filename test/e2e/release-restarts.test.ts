import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findTemporalServer } from '../../cli/temporal-server/find-temporal-server.js';
import { startTemporalServer, type RunningTemporal } from '../../cli/temporal-server/start-temporal-server.js';
import { connect, type LeatClient } from '../../client/index.js';
import type { ReleasePhase } from '../../core/release/release-phase.js';
import { releaseSettings } from '../../core/release/release-settings.js';
import { Engine, kill } from '../support/engine.js';
import { freePort } from '../support/free-port.js';
import { keepAskingAt } from '../support/keep-asking.js';
import { registerModels } from '../support/register-models.js';
import { scalingModel } from '../support/tiny-models.js';

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Temporal server, worker and HTTP server, each a process that can be killed, over one folder. */
class Everything {
  readonly engine: Engine;
  readonly url: string;
  readonly #startTemporal: () => Promise<RunningTemporal>;
  readonly #port: number;
  #temporal: RunningTemporal;
  #processes: ChildProcess[] = [];

  private constructor(
    engine: Engine,
    startTemporal: () => Promise<RunningTemporal>,
    { temporal, port }: { temporal: RunningTemporal; port: number },
  ) {
    this.engine = engine;
    this.url = `http://127.0.0.1:${String(port)}`;
    this.#startTemporal = startTemporal;
    this.#temporal = temporal;
    this.#port = port;
    this.#spawn();
  }

  static async start(): Promise<Everything> {
    const folder = await mkdtemp(join(tmpdir(), 'leat-release-'));
    const found = await findTemporalServer({ environment: { ...process.env, TEMPORAL_ADDRESS: '' } });
    if (found.how === 'address') throw new Error('invariant: no address was given');
    const place = { program: found.program, database: join(folder, 'temporal.db'), port: await freePort(), uiPort: null };
    const startTemporal = (): Promise<RunningTemporal> => startTemporalServer({ ...place, logFile: join(folder, 'temporal.log') });
    const temporal = await startTemporal();
    const engine = await Engine.start({}, { address: temporal.address });
    const all = new Everything(engine, startTemporal, { temporal, port: await freePort() });
    endings.push(async () => {
      await engine.end();
      await all.#temporal.stop();
      await rm(folder, { recursive: true, force: true });
    });
    return all;
  }

  /** All at once, by SIGKILL; then all of it is there again. */
  async killAll(): Promise<void> {
    const { pid, ended } = this.#temporal;
    process.kill(pid, 'SIGKILL');
    await Promise.all([ended, ...this.#processes.map(kill)]);
    this.#temporal = await this.#startTemporal();
    this.#spawn();
  }

  #spawn(): void {
    this.#processes = [this.engine.spawnWorker(), this.engine.spawnServer({ port: this.#port })];
  }
}

test(
  'goes on to champion though worker, HTTP server and Temporal server are killed in its canary and in its bake',
  { timeout: 240_000 },
  async () => {
    const all = await Everything.start();
    const { engine } = all;
    await registerModels(engine.config, 'scale', [scalingModel(1), scalingModel(2)]);
    const client = await connect(engine.config);
    endings.push(() => client.close());
    await client.releases.promote({ model: 'scale', version: 1 }, { alias: 'champion', by: 'Ada', reason: 'first' });
    const asked = keepAskingAt(all.url, 'scale');
    endings.push(asked.stop);
    await expect.poll(() => asked.models.size, { timeout: 60_000 }).toBe(1);

    const step = { atLeast: '1s', requests: 20 } as const;
    const settings = { shadow: null, canary: [50], step, bake: step, limits: { predictionShift: 100, latencyRatio: 1000 } };
    const { id } = await client.releases.start(
      { model: 'scale', version: 2 },
      { alias: 'champion', by: 'Ada', settings: releaseSettings.parse(settings) },
    );
    for (const phase of ['canary', 'bake'] as const) {
      await until(client, { id, phase });
      await all.killAll();
      expect((await client.releases.get(id)).phase).toBe(phase);
    }
    await until(client, { id, phase: 'promoted' });

    const { history } = await client.releases.get(id);
    expect(history.map(({ phase, reason }) => `${phase}: ${reason.replace(/\d+ requests in \d+ s/, 'N requests')}`)).toEqual([
      'queued: asked for',
      'canary: begins',
      'bake: canary at 50 %: N requests without a complaint',
      'promoted: bake: N requests without a complaint',
    ]);
    const { deployments } = await client.models.show('scale');
    expect(deployments.map(({ version, by }) => [version, by])).toEqual([
      [2, 'Ada'],
      [1, 'Ada'],
    ]);
    await expect.poll(() => asked.last, { timeout: 30_000 }).toBe('scale:2');
    expect(asked.failed.filter((failure) => !failure.startsWith('503'))).toEqual([]); // 503: the server had just been started
  },
);

const until = (client: LeatClient, { id, phase }: { id: string; phase: ReleasePhase }) =>
  expect.poll(async () => (await client.releases.get(id)).phase, { timeout: 90_000, interval: 50 }).toBe(phase);

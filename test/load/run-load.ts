import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { saveModel } from '../../stores/artifacts/models.js';
import { GREET } from '../support/api-project.js';
import { Engine } from '../support/engine.js';
import { freePort } from '../support/free-port.js';
import { scalingModel } from '../support/tiny-models.js';

export interface Load {
  /** Runs that are started, evenly over the seconds. */
  readonly starts: number;
  readonly startSeconds: number;
  readonly predictionsPerSecond: number;
  readonly seconds: number;
}

export interface LoadFigures {
  readonly starts: number;
  /** Starts that were taken, and are no completed run in the end. */
  readonly lost: number;
  readonly predictions: number;
  /** Answers by status that are neither 200 nor 202; 0 stands for none at all. */
  readonly refused: Readonly<Record<string, number>>;
  readonly startP99Ms: number;
  readonly predictP99Ms: number;
}

/** How long runs may take behind their starts. */
const PATIENCE_MS = 120_000;

/** Of the callers, as of a service with a pool: what waits for one of them is counted as waiting. */
const CONNECTIONS = 100;

/**
 * Starts runs over HTTP beside predictions, on a worker and a server in processes of their own, which have done one of each before.
 *
 * @param address - Of a Temporal server; that of the tests when left out.
 */
export async function runLoad({ starts, startSeconds, predictionsPerSecond, seconds }: Load, address?: string): Promise<LoadFigures> {
  const engine = await Engine.start({ 'greet.pipeline.ts': GREET }, address === undefined ? {} : { address });
  try {
    engine.spawnWorker();
    const url = await serve(engine);
    const refused: Record<string, number> = {};
    const callers = new Agent({ connections: CONNECTIONS });
    const ask = async (path: string, body: object): Promise<{ ms: number; json: unknown }> => {
      const startedAt = performance.now();
      const options = { method: 'POST', dispatcher: callers, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const response = await fetch(url + path, options).catch(() => null);
      const status = response?.status ?? 0;
      if (status !== 200 && status !== 202) refused[status] = (refused[status] ?? 0) + 1;
      return { json: status === 0 ? null : await response?.json(), ms: performance.now() - startedAt };
    };
    const start = (number: number) => ask('/api/v1/pipelines/greet/runs', { params: { word: `word ${String(number)}` } });
    const predict = (number: number) => ask('/api/v1/models/scale/predict', { rows: [{ x: number }] });
    await Promise.all([start(0), predict(0)]);
    await lostOf(engine, 1);
    const [started, predicted] = await Promise.all([
      evenly(starts, startSeconds, (number) => start(number + 1)),
      evenly(predictionsPerSecond * seconds, seconds, predict),
    ]);
    const lost = await lostOf(engine, starts + 1);
    await callers.close();
    const p99 = (asked: readonly { ms: number }[]): number => {
      const sorted = asked.map(({ ms }) => ms).sort((one, other) => one - other);
      return Math.round(sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN);
    };
    return { starts, lost, predictions: predicted.length, refused, startP99Ms: p99(started), predictP99Ms: p99(predicted) };
  } finally {
    await engine.end();
  }
}

/** A server in a process of its own, with a model. @returns Its address, once it is ready. */
async function serve(engine: Engine): Promise<string> {
  const { stores, temporal, taskQueue } = engine.config;
  const { digest } = await saveModel(await openArtifactStore(stores.artifacts), scalingModel(2));
  const { version } = await engine.metadata.registerVersion({ model: 'scale', artifact: digest, evaluation: null, runId: null });
  await engine.metadata.deploy({ model: 'scale', alias: 'champion', version, runId: null, reason: 'load' });
  const port = await freePort();
  const env = {
    ...process.env,
    LEAT_PORT: String(port),
    TEMPORAL_ADDRESS: temporal.address,
    LEAT_TASK_QUEUE: taskQueue,
    LEAT_LOG: 'silent',
  };
  const server = spawn(process.execPath, [resolve('dist/cli/main.js'), 'server'], { cwd: engine.root, env, stdio: 'ignore' });
  engine.atEnd(async () => {
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  });
  const url = `http://127.0.0.1:${String(port)}`;
  while ((await fetch(`${url}/readyz`).catch(() => null))?.status !== 200) await sleep(50);
  return url;
}

/** Does something so many times within some seconds, whether what came before is over or not. */
async function evenly<T>(times: number, seconds: number, work: (number: number) => Promise<T>): Promise<T[]> {
  const startedAt = performance.now();
  const begun: Promise<T>[] = [];
  while (begun.length < times) {
    const due = Math.min(times, Math.ceil(((performance.now() - startedAt) / (seconds * 1000)) * times));
    while (begun.length < due) begun.push(work(begun.length));
    await sleep(2);
  }
  return Promise.all(begun);
}

/** Waits for what was started. @returns How many runs are not completed even so. */
async function lostOf(engine: Engine, starts: number): Promise<number> {
  const completed = async (): Promise<number> => (await engine.metadata.listRuns({ state: 'completed', limit: starts })).length;
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline && (await completed()) < starts;) await sleep(200);
  return starts - (await completed());
}

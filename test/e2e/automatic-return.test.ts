import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/index.js';
import type { ModelContent } from '../../core/model/model-card.js';
import { releaseSettings, type ReleaseLimits } from '../../core/release/release-settings.js';
import { Engine } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { serveProject, type ProjectServer } from '../support/serve-project.js';
import { heavyModel, petModel, scalingModel } from '../support/tiny-models.js';

const alias = 'champion';
/** Of a request. */
const ROWS = 10;

let engine: Engine;
let server: ProjectServer;
let client: LeatClient;
let receiver: HttpReceiver;

beforeAll(async () => {
  receiver = await HttpReceiver.start();
  engine = await Engine.start({
    'leat.config.ts': `
      import { defineConfig } from 'leat';
      export default defineConfig({ network: { allow: ['127.0.0.1'] }, alerts: { channels: { hook: { kind: 'webhook', url: '${receiver.url}' } }, rules: [{ events: ['model.*'], to: ['hook'] }] } });`,
  });
  await engine.startWorker();
  server = await serveProject(engine.config);
  client = await connect(engine.config);
});

afterAll(async () => {
  await client.close();
  await server.stop();
  await engine.end();
  receiver.end();
});

/** A machine that has other things to do is slow, and these models say what they say: each case looks at one limit. */
const calm = { predictionShift: 1000, latencyRatio: 1000 } satisfies Partial<ReleaseLimits>;

interface Case {
  readonly name: string;
  readonly what: string;
  readonly candidate: () => ModelContent | Promise<ModelContent>;
  readonly limits: Partial<ReleaseLimits>;
  /** What is true of a row, where somebody says so later. */
  readonly truth?: (x: number) => number;
  readonly reason: RegExp;
}

// The champion says x.
const cases: readonly Case[] = [
  {
    name: 'failing',
    what: 'errors',
    candidate: petModel, // takes other columns
    limits: calm,
    reason: /^\d+ of \d+ requests failed: expected at most/,
  },
  {
    name: 'slow',
    what: 'latency',
    candidate: () => heavyModel(800),
    limits: { ...calm, latencyRatio: 2 },
    reason: /^slow: expected a 95th percentile of at most 2 times the champion's/,
  },
  {
    name: 'shifted',
    what: 'drift of its predictions',
    candidate: () => scalingModel(-1),
    limits: { ...calm, predictionShift: 0.2 },
    reason: /^other predictions: expected a stability index of at most 0\.2/,
  },
  {
    name: 'worse',
    what: 'a metric on labels that arrive',
    candidate: () => scalingModel(2),
    limits: calm,
    truth: (x) => x + Math.sin(100 * x) / 10,
    reason: /^worse on \d+ labels: expected a rmse like the champion's/,
  },
  {
    name: 'unjudged',
    what: 'a metric that no retry would measure',
    candidate: () => scalingModel(2),
    limits: { ...calm, metric: 'f1Macro' }, // of classifiers
    truth: (x) => x,
    reason: /^it cannot be judged: metric "f1Macro": expected one of regression/,
  },
];

test.each(cases)('brings a candidate back for $what, says why in the history and by an alert', { timeout: 120_000 }, async (given) => {
  const { name, candidate, limits, reason } = given;
  await server.register(name, scalingModel(1));
  const version = await server.register(name, await candidate());
  await client.releases.promote({ model: name, version: 1 }, { alias, by: null, reason: 'first' });
  await expect.poll(async () => (await server.predict(name, { x: 1 })).status, { timeout: 20_000 }).toBe(200);

  const stop = ask(given);
  const never = { atLeast: '1s', requests: 1_000_000 } as const; // it is looked at often, and never has enough
  const settings = releaseSettings.parse({ shadow: null, canary: [50], step: never, bake: never, limits });
  const { id } = await client.releases.start({ model: name, version }, { alias, by: 'Ada', settings });
  await expect.poll(async () => (await client.releases.get(id)).phase, { timeout: 90_000 }).toBe('returned');
  expect(await stop()).toEqual([]);

  const { history } = await client.releases.get(id);
  expect(history.map(({ phase }) => phase)).toEqual(['queued', 'canary', 'returned']);
  expect(history.at(-1)?.reason).toMatch(reason);
  await expect.poll(async () => (await server.predict(name, { x: 1 })).model, { timeout: 20_000 }).toBe(`${name}:1`);
  await expect
    .poll(() => alertsOf(name), { timeout: 20_000 })
    .toContain(`the release of ${name}:${String(version)} to champion went back: ${history.at(-1)?.reason ?? ''}`);
});

/** Asks by ever new keys, and says the truth where there is one. @returns What ends it, with all answers that were none. */
function ask({ name, truth }: Case): () => Promise<readonly number[]> {
  const ended = new AbortController();
  const failed: number[] = [];
  const one = async (turn: number): Promise<void> => {
    const values = Array.from({ length: ROWS }, (_, row) => 1 + ((turn + row) % 50) / 10);
    const rows = values.map((x) => ({ x }));
    const { id, status } = await server.predictAll(name, rows);
    if (status !== 200) failed.push(status);
    else if (truth !== undefined) await server.label(values.map((x, row) => ({ id: `${id}:${String(row)}`, label: truth(x) })));
  };
  const asking = (async () => {
    for (let turn = 0; !ended.signal.aborted; turn++) await one(turn);
  })();
  return async () => {
    ended.abort();
    await asking;
    return failed;
  };
}

/** What was told of the releases of a model that went back. */
function alertsOf(model: string): string[] {
  const bodies = receiver.requests.map(({ body }) => JSON.parse(body) as { type: string; data: { alerts: { message: string }[] } });
  const returns = bodies.filter(({ type }) => type === 'model.rolled-back').flatMap(({ data }) => data.alerts);
  return returns.map(({ message }) => message).filter((message) => message.includes(`${model}:`));
}

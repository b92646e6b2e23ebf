import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { builtInDeclarations } from '../../activities/stages.js';
import { connect } from '../../client/connect.js';
import { parseSchedule } from '../../core/schedule/schedule.js';
import type { Figures, StageOutputs } from '../../stores/metadata/metadata-store.js';
import { Engine, untilStage } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { runTwice } from '../support/run-twice.js';

/** Pipelines that use every stage that Leat has, and every activity of its engine. */
const project = (hook: string) => ({
  'leat.config.ts': `
    import { defineConfig } from 'leat';
    export default defineConfig({ pipelines: ['*.pipeline.ts'],
      data: { roots: ['.', '${resolve('node_modules/vega-datasets/data')}', '${resolve('test/fixtures/pretrained')}', '${resolve('test/fixtures/extractors')}'] },
      alerts: { channels: { hook: { kind: 'webhook', url: '${hook}' } }, rules: [{ group: '1s' }] } });`,
  'mood.ts': "export const mood = (): string => { throw new Error('not yet'); };",
  'stages.ts': `
    import { defineStage } from 'leat';
    import { z } from 'zod';
    import { mood } from './mood.js';
    export const pass = defineStage({ name: 'pass', version: 1, inputs: {}, outputs: { out: 'report' }, work: 'light',
      params: z.strictObject({ index: z.int() }), run: ({}, { index }) => ({ out: { index } }) });
    export const moody = defineStage({ name: 'moody', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}), run: () => ({ out: mood() }) });`,
  'all.pipeline.ts': `
    import { approve, categorical, challenge, dataInterval, definePipeline, deploy, each, evaluate, extract, file, ingest, logistic, logUniform, map, monitor, nest, notNull, numeric, prepare, pretrained, recipe, register, release, lag, rollBack, score, select, split, toFile, train, tune, validate, waitFor, window, write } from 'leat';
    import { z } from 'zod';
    import { moody, pass } from './stages.js';
    const none = z.strictObject({});
    export const small = definePipeline({ name: 'small', params: none, build: () => ({ out: pass({ index: 100 }) }) });
    export const everything = definePipeline({ name: 'everything', params: none, build() {
      const { table } = validate({ table: ingest({ source: file('penguins.json') }), expect: { Species: [notNull()] } });
      const { train: rows, test } = split({ table, testFraction: 0.3, stratifyBy: 'Species' });
      const features = recipe({ target: 'Species' }).impute(numeric(), { strategy: 'median' }).impute(categorical(), { strategy: 'most-frequent' }).encode(categorical(), { as: 'one-hot', unknown: 'ignore' }).scale(numeric(), { as: 'standard' });
      const candidate = select({ train: rows, recipe: features, candidates: [logistic({ l2: 1 }), logistic({ l2: 10 })], folds: 2, metric: 'f1Macro' });
      const model = train({ train: rows, candidate, transform: prepare({ train: rows, recipe: features }) });
      const version = register({ model, evaluation: evaluate({ model, test }), name: 'twice' });
      const asked = approve({ question: 'Go on?' });
      const tuned = tune({ train: rows, recipe: features, candidates: [logistic({ l2: logUniform(0.1, 10) })], folds: 2, metric: 'f1Macro', trials: 3 });
      const lagged = window({ table: ingest({ source: file('seattle-weather.csv') }, { as: 'weather' }), orderBy: 'date', columns: { before: lag('temp_max') } });
      const extracted = extract({ table: rows, path: 'encoder.onnx', columns: ['Beak Length (mm)', 'Beak Depth (mm)', 'Body Mass (g)'] });
      return { tuned, lagged, extracted: extracted.table, deployed: deploy({ version, alias: 'champion' }), drift: monitor({ model, recent: test }), asked,
        other: pretrained({ path: 'classifier.onnx', target: 'label', columns: ['x', 'y'], classes: ['a', 'b', 'c'] }),
        written: write({ table: score({ table: test, model }), to: toFile('scored.csv') }),
        released: pass({ index: 8 }, { as: 'released', after: [release({ version: challenge({ version, rows: test, alias: 'second' }), alias: 'second' })] }),
        items: map(pass, { index: each([1, 2, 3]) }).out, nested: nest(small, {}).out,
        waited: pass({ index: 9 }, { as: 'waited', after: [waitFor({ what: { kind: 'file', path: 'penguins.json' }, every: '200ms', within: '1m' })] }) };
    } });
    export const held = definePipeline({ name: 'held', params: none, build: () => ({ out: moody({}, { onFailure: 'hold', retry: { attempts: 1 } }) }) });
    export const broken = definePipeline({ name: 'broken', params: none, onFailure: [rollBack('twice')], build: () => ({ out: moody({}, { retry: { attempts: 1 } }) }) });
    export const daily = definePipeline({ name: 'daily', params: z.strictObject({ window: dataInterval() }), build: () => ({ out: pass({ index: 1 }, { cache: false }) }) });`,
});

const engines: Engine[] = [];
const receivers: HttpReceiver[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.end();
  for (const receiver of receivers.splice(0)) receiver.end();
});

async function start(): Promise<{ engine: Engine; receiver: HttpReceiver }> {
  const receiver = await HttpReceiver.start();
  receivers.push(receiver);
  const engine = await Engine.start(project(receiver.url));
  engines.push(engine);
  return { engine, receiver };
}

/** One of every way that a run can go. */
async function playAll(engine: Engine): Promise<void> {
  const everything = await engine.begin({ pipeline: 'everything' });
  const approve = (): Promise<unknown> => everything.executeUpdate('approve', { args: [{ stage: 'approve', by: 'Ada' }] });
  await expect
    .poll(
      () =>
        approve().then(
          () => 'taken',
          () => 'too early',
        ),
      { timeout: 30_000 },
    )
    .toBe('taken');
  await everything.result();
  // Another version, so that there is one to roll back from.
  const digest = `sha256:${'a'.repeat(64)}` as const;
  const { version } = await engine.metadata.registerVersion({ model: 'twice', artifact: digest, evaluation: null, runId: null });
  await engine.metadata.deploy({ model: 'twice', alias: 'champion', version, runId: null, reason: 'by hand' });
  await engine.runToFailure({ pipeline: 'broken' });
  const pointed = async (alias: string) => (await engine.metadata.deployments('twice')).filter((each) => each.alias === alias).length;
  await expect.poll(() => pointed('champion'), { timeout: 30_000 }).toBe(3);
  await expect.poll(() => pointed('second'), { timeout: 30_000 }).toBe(1);
  await playHeld(engine, 'skipStage');
  await playHeld(engine, 'retryStage');
  await playBackfill(engine);
  await playWebhooks(engine);
}

async function playHeld(engine: Engine, order: 'skipStage' | 'retryStage'): Promise<void> {
  const held = await engine.begin({ pipeline: 'held' });
  await untilStage(held, 'moody', 'held');
  if (order === 'retryStage') await writeFile(engine.path('mood.ts'), "export const mood = (): string => 'calm';");
  await held.executeUpdate(order, { args: [{ stage: 'moody' }] });
  await held.result();
}

async function playBackfill(engine: Engine): Promise<void> {
  const client = await connect(engine.config);
  const schedule = parseSchedule({ name: `s-${engine.config.taskQueue}`, pipeline: 'daily', every: '1d', deadline: '1d' });
  await client.schedules.create(schedule);
  const { schedule: stored } = await client.schedules.get(schedule.name);
  await client.backfills.start(stored, { from: new Date('2026-01-01'), to: new Date('2026-01-04') });
  for await (const { isOver } of client.backfills.watch(schedule.name)) if (isOver) break;
  await client.schedules.delete(schedule.name);
  await client.close();
}

/** One that is taken, and one that must not be sent; their receiver is none of those that alerts go to. */
async function playWebhooks(engine: Engine): Promise<void> {
  const receiver = await HttpReceiver.start();
  receivers.push(receiver);
  const client = await connect(engine.config);
  await client.pipelines.check('none', {}).catch(() => undefined); // has the workers asked which there are
  for (const [url, end] of [
    [receiver.url, 'delivered'],
    ['http://10.0.0.1/', 'failed'],
  ] as const) {
    const { webhook } = await client.webhooks.create({ url, description: end, events: ['*'], pipelines: ['*'], enabled: true });
    await client.webhooks.test(webhook.id);
    await expect
      .poll(async () => (await client.webhooks.deliveries(webhook.id)).map(({ state }) => state), { timeout: 30_000 })
      .toEqual([end]);
  }
  await client.close();
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
}

/** Pages show how long something took: they are for the eye, as in a comparison of runs. */
function withoutPages(outputs: StageOutputs): unknown {
  return Object.fromEntries(Object.entries(outputs).filter(([, { kind }]) => kind !== 'page'));
}

/** A stage that goes on from a checkpoint says how far the try before it came. */
function withoutBefore({ 'rows before': _, ...figures }: Figures): Figures {
  return figures;
}

/** All that is recorded, without ids and times. */
async function recordsOf({ metadata }: Engine): Promise<unknown> {
  const runs = await metadata.listRuns({ limit: 100 });
  const recorded = await Promise.all(
    runs.map(async ({ id, pipeline, state, outputs, error, window }) => {
      const stages = await metadata.stages(id);
      const items = (await Promise.all(stages.map(({ name }) => metadata.items(id, name)))).flat();
      const facts = [...stages, ...items].map(({ name, state, attempts, outputs, figures, error }) => ({
        name,
        state,
        attempts,
        // A release has the id of its run, which is another one in each engine.
        ...(name === 'release' ? {} : { outputs: withoutPages(outputs), figures: withoutBefore(figures) }),
        error,
      }));
      return JSON.stringify({
        pipeline,
        state,
        outputs,
        error,
        window,
        stages: facts.sort((left, right) => (left.name < right.name ? -1 : 1)),
      });
    }),
  );
  const versions = (await metadata.versions('twice')).map(({ version, artifact, aliases }) => ({ version, artifact, aliases }));
  const deployments = (await metadata.deployments('twice')).map(
    ({ alias, change, version }) => `${alias} ${String(change)}: ${String(version)}`,
  );
  const releases = (await metadata.releases('twice')).map(({ alias, candidate, phase, history }) => ({
    alias,
    candidate,
    phase,
    places: history.length,
  }));
  return { runs: recorded.sort(), versions, deployments: deployments.sort(), releases };
}

/** Stages that are no activities of their own here, and what runs them. */
const elsewhere: Readonly<Record<string, string>> = {
  prepareFolds: 'openStudy',
  chooseStudy: 'openStudy',
  trial: 'runTrials',
  tune: 'closeStudy',
  autoModel: 'closeStudy',
  external: 'test/activities: it takes a program of another language',
};

/** Run twice by test/e2e/retraining.test.ts: they take a prediction log. */
const elsewhereTwice = ['loggedRows', 'watchModel'];

test('leaves the same records when every activity is run twice, and tells of each alert in one message', { timeout: 240_000 }, async () => {
  const { engine: once } = await start();
  const names = new Set<string>([...builtInDeclarations.keys()].filter((name) => !(name in elsewhere)));
  await once.startWorker({
    activities: (own) => {
      for (const name of Object.keys(own)) names.add(name);
      return own;
    },
  });
  await playAll(once);

  const { engine, receiver } = await start();
  const called = new Set<string>();
  await engine.startWorker({ activities: await runTwice(engine, called) });
  await playAll(engine);
  expect(await recordsOf(engine)).toEqual(await recordsOf(once));
  expect([...names].filter((name) => !called.has(name)).sort()).toEqual(elsewhereTwice);

  const messages = new Map(receiver.requests.map(({ headers, body }) => [headers['webhook-id'], body]));
  expect(receiver.requests.length).toBeGreaterThan(messages.size);
  for (const { headers, body } of receiver.requests) expect(messages.get(headers['webhook-id'])).toBe(body);
});

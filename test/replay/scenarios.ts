import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../client/connect.js';
import { releaseSettings } from '../../core/release/release-settings.js';
import { parseSchedule } from '../../core/schedule/schedule.js';
import { failureOf, untilStage, type Engine } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { scalingModel } from '../support/tiny-models.js';

/** A word that stands in every row of the data, and must stand in no history. */
export const ROW_WORD = 'zebrafinch';

/** What is recorded, beside a project: the ways that a run, and the workflows beside it, can go. */
export interface Scenario {
  readonly name: string;
  play(engine: Engine): Promise<void>;
}

/** @param hook - Address of a receiver of alerts. */
export const scenarioProject = (hook: string): Readonly<Record<string, string>> => ({
  'leat.config.ts': `
    import { defineConfig } from 'leat';
    export default defineConfig({ pipelines: ['*.pipeline.ts'], data: { roots: ['.'] },
      alerts: { channels: { hook: { kind: 'webhook', url: '${hook}' } }, rules: [{ group: '1s' }] } });`,
  'rows.csv': `id,word\n${Array.from({ length: 500 }, (_, id) => `${String(id)},${ROW_WORD}`).join('\n')}\n`,
  'numbers.csv': `x,y\n${Array.from({ length: 60 }, (_, x) => `${String((x * 7) % 60)},${x % 3 === 0 ? 'a' : 'b'}`).join('\n')}\n`,
  'mood.ts': "export const mood = (): string => { throw new Error('not yet'); };",
  'stages.ts': `
    import { existsSync } from 'node:fs';
    import { defineStage, LeatError } from 'leat';
    import { z } from 'zod';
    import { mood } from './mood.js';
    export const pass = defineStage({ name: 'pass', version: 1, inputs: { before: 'report[]' }, outputs: { out: 'report' }, work: 'light',
      params: z.strictObject({ index: z.int() }), run: ({ before }, { index }) => ({ out: { index, inputs: before.length } }) });
    export const moody = defineStage({ name: 'moody', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}), run: () => ({ out: mood() }) });
    export const refuse = defineStage({ name: 'refuse', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}),
      run: () => { throw new LeatError('SCHEMA_COLUMN_MISSING', 'expected column "age"'); } });
    export const slow = defineStage({ name: 'slow', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}),
      run: async (_inputs, _params, { signal }) => { for (let turn = 0; turn < 600; turn++) { signal.throwIfCancelled(); await new Promise((wake) => setTimeout(wake, 50)); } return { out: 1 }; } });
    export const count = defineStage({ name: 'count', version: 1, inputs: { rows: 'table' }, outputs: { out: 'report' }, params: z.strictObject({}),
      run: ({ rows }) => ({ out: { rows: rows.rows } }) });`,
  'all.pipeline.ts': `
    import { approve, dataInterval, definePipeline, each, file, ingest, logistic, logUniform, map, nest, notify, openIncident, recipe, startPipeline, tune, waitFor } from 'leat';
    import { z } from 'zod';
    import { count, moody, pass, refuse, slow } from './stages.js';
    const none = z.strictObject({});
    const pipeline = (name, build, options = {}) => definePipeline({ name, params: none, build, ...options });
    export const plain = pipeline('plain', () => ({ counted: count({ rows: ingest({ source: file('rows.csv') }) }) }));
    export const broken = pipeline('broken', () => ({ out: refuse({}) }), { onFailure: [notify('look at it'), openIncident('it broke'), startPipeline('plain')] });
    export const held = pipeline('held', () => { const shaken = moody({}, { onFailure: 'hold', retry: { attempts: 1 } }); return { out: pass({ before: [shaken], index: 1 }), calm: pass({ before: [], index: 2 }, { as: 'calm' }) }; });
    export const skipping = pipeline('skipping', () => ({ out: pass({ before: [refuse({}, { onFailure: 'skip' })], index: 1 }), calm: pass({ before: [], index: 2 }, { as: 'calm' }) }));
    export const mapped = pipeline('mapped', () => ({ out: map(pass, { before: [], index: each(Array.from({ length: 30 }, (_, index) => index)) }).out }));
    export const nested = pipeline('nested', () => ({ counted: nest(plain, {}).counted }));
    export const asking = pipeline('asking', () => ({ out: approve({ question: 'Go on?' }) }));
    export const expiring = pipeline('expiring', () => ({ out: approve({ question: 'Go on?', deadline: '300ms', otherwise: 'approve' }) }));
    export const waiting = pipeline('waiting', () => ({ out: pass({ before: [], index: 1 }, { after: [waitFor({ what: { kind: 'file', path: 'late.csv' }, every: '200ms', within: '1m' })] }) }));
    export const tuned = pipeline('tuned', () => ({ best: tune({ train: ingest({ source: file('numbers.csv') }), recipe: recipe({ target: 'y' }), candidates: [logistic({ l2: logUniform(0.1, 10) })], folds: 2, metric: 'accuracy', trials: 4 }) }));
    export const slowly = pipeline('slowly', () => ({ out: slow({}) }));
    export const wide = pipeline('wide', () => { const middle = Array.from({ length: 1_300 }, (_, index) => pass({ before: [], index }, { as: 'pass-' + index })); return { out: pass({ before: middle, index: -1 }, { as: 'last' }) }; });
    export const daily = definePipeline({ name: 'daily', params: z.strictObject({ window: dataInterval() }), build: () => ({ out: pass({ before: [], index: 1 }, { cache: false }) }) });`,
});

const completes = (name: string, pipeline = name): Scenario => ({
  name,
  async play(engine) {
    await engine.run({ pipeline, cache: false });
  },
});

export const scenarios: readonly Scenario[] = [
  completes('plain'),
  {
    name: 'all-cached',
    async play(engine) {
      await engine.run({ pipeline: 'plain' });
    },
  },
  {
    name: 'not-planned',
    async play(engine) {
      await engine.runToFailure({ pipeline: 'unknown' });
    },
  },
  {
    name: 'failed-and-corrected',
    async play(engine) {
      await engine.runToFailure({ pipeline: 'broken' });
    },
  },
  {
    name: 'held-and-retried',
    async play(engine) {
      const handle = await engine.begin({ pipeline: 'held', cache: false });
      await untilStage(handle, 'moody', 'held');
      await writeFile(engine.path('mood.ts'), "export const mood = (): string => 'calm';");
      await handle.executeUpdate('retryStage', { args: [{ stage: 'moody' }] });
      await handle.result();
      await writeFile(engine.path('mood.ts'), "export const mood = (): string => { throw new Error('not yet'); };");
    },
  },
  {
    name: 'held-and-skipped',
    async play(engine) {
      const handle = await engine.begin({ pipeline: 'held', cache: false });
      await untilStage(handle, 'moody', 'held');
      await handle.executeUpdate('skipStage', { args: [{ stage: 'moody' }] });
      await handle.result();
    },
  },
  completes('skipping'),
  completes('mapped'),
  completes('nested'),
  completes('tuned'),
  ...(['approve', 'reject'] as const).map((word): Scenario => ({
    name: `asked-and-${word}`,
    async play(engine) {
      const handle = await engine.begin({ pipeline: 'asking', cache: false });
      await untilStage(handle, 'approve', 'running');
      await sleep(300); // its question is an alert first
      await handle.executeUpdate(word, { args: [{ stage: 'approve', by: 'Ada' }] });
      await handle.result().catch(() => undefined); // rejected, it fails
    },
  })),
  completes('expiring'),
  {
    name: 'waiting',
    async play(engine) {
      const handle = await engine.begin({ pipeline: 'waiting', cache: false });
      await untilStage(handle, 'waitFor', 'running');
      await writeFile(engine.path('late.csv'), 'a\n1\n');
      await handle.result();
    },
  },
  {
    name: 'cancelled',
    async play(engine) {
      const handle = await engine.begin({ pipeline: 'slowly' });
      await untilStage(handle, 'slow', 'running');
      await handle.cancel();
      await failureOf(handle);
    },
  },
  completes('continued-as-new', 'wide'),
  {
    name: 'watched-schedule',
    async play(engine) {
      const client = await connect(engine.config);
      await client.schedules.create(parseSchedule({ name: 'watched', pipeline: 'slowly', every: '1s', deadline: '1s', overlap: 'skip' }));
      await sleep(4_000); // one run is late by then, and others were not begun
      await client.schedules.delete('watched');
      for (const { id } of await client.runs.list({ state: 'running' })) await client.runs.cancel(id);
      await client.close();
    },
  },
  {
    name: 'released',
    async play(engine) {
      const client = await connect(engine.config);
      for (const slope of [1, 2]) await client.models.import('scale', scalingModel(slope));
      const alias = 'champion';
      await client.releases.promote({ model: 'scale', version: 1 }, { alias, by: 'Ada', reason: 'first' });
      const atOnce = { atLeast: '0ms', requests: 0 } as const;
      const settings = { shadow: null, step: atOnce, bake: atOnce, approval: 'person' } as const;
      const { id } = await client.releases.start(
        { model: 'scale', version: 2 },
        { alias, by: 'Ada', settings: releaseSettings.parse({ ...settings, canary: [50] }) },
      );
      while ((await client.releases.get(id)).phase !== 'approval') await sleep(100);
      await client.releases.decide({ model: 'scale', alias }, { approved: true, by: 'Bob', note: null });
      while ((await client.releases.get(id)).phase !== 'promoted') await sleep(100);
      await client.releases.rollBack({ model: 'scale', alias, by: 'Ada', reason: 'odd' });
      await client.close();
    },
  },
  {
    name: 'backfill',
    async play(engine) {
      const client = await connect(engine.config);
      await client.schedules.create(parseSchedule({ name: 'recorded', pipeline: 'daily', every: '1d' }));
      const { schedule } = await client.schedules.get('recorded');
      await client.backfills.start(schedule, { from: new Date('2026-01-01'), to: new Date('2026-01-06'), limit: 2, chunk: 3 });
      for await (const { isOver } of client.backfills.watch('recorded')) if (isOver) break;
      await client.schedules.delete('recorded');
      await client.close();
    },
  },
  {
    name: 'survey',
    async play(engine) {
      const client = await connect(engine.config);
      await client.pipelines.check('nothing', {}).catch(() => undefined);
      await client.close();
    },
  },
  {
    name: 'webhook',
    async play(engine) {
      const receiver = await HttpReceiver.start(500);
      const client = await connect(engine.config);
      const form = { description: '', events: ['alert.test'], pipelines: ['*'], enabled: true };
      const { webhook } = await client.webhooks.create({ url: receiver.url, ...form });
      const { id } = await client.webhooks.test(webhook.id);
      while ((await client.webhooks.delivery(webhook.id, id)).state === 'waiting') await sleep(100);
      await client.webhooks.delete(webhook.id);
      await client.close();
      receiver.end();
    },
  },
];

import { writeFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/connect.js';
import { parseSchedule } from '../../core/schedule/schedule.js';
import type { RunRecord } from '../../stores/metadata/metadata-store.js';
import { Engine } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';

let engine: Engine;
let receiver: HttpReceiver;
let client: LeatClient;
let connection: Connection;

/** Days are seconds (docs/decisions/016): on some of them something happens. */
const FAILS = 5;
const STUMBLES = 9;
const HOLDS = 13;
const ASKS = 18;
const TAKES_LONG = 22;
const DAYS = 30;

const project = (hook: string) => ({
  'leat.config.ts': `
    import { defineConfig } from 'leat';
    export default defineConfig({ pipelines: ['*.pipeline.ts'], alerts: { channels: { hook: { kind: 'webhook', url: '${hook}' } }, rules: [{ group: '0s' }] } });`,
  'count.ts': `
    import { existsSync, writeFileSync } from 'node:fs';
    import { defineStage, LeatError } from 'leat';
    import { z } from 'zod';
    export const count = defineStage({ name: 'count', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({ day: z.int(), root: z.string() }),
      run: async ({}, { day, root }) => {
        if ((day === ${String(FAILS)} || day === ${String(HOLDS)}) && !existsSync(root + '/mended-' + day)) throw new LeatError('SOURCE_NO_ROWS', 'nothing came on day ' + day);
        if (day === ${String(STUMBLES)} && !existsSync(root + '/stumbled')) { writeFileSync(root + '/stumbled', ''); throw new Error('connection reset'); }
        if (day === ${String(TAKES_LONG)}) await new Promise((wake) => setTimeout(wake, 4_000));
        return { out: { day } };
      } });`,
  'daily.pipeline.ts': `
    import { approve, dataInterval, definePipeline } from 'leat';
    import { z } from 'zod';
    import { count } from './count.js';
    export default definePipeline({ name: 'daily', params: z.strictObject({ window: dataInterval(), begin: z.number(), root: z.string() }),
      build({ window, begin, root }) {
        const day = (Date.parse(window.start) - begin) / 1000 + 1;
        const after = day === ${String(ASKS)} ? [approve({ question: 'Take day ' + day + '?' })] : [];
        return { out: count({ day, root }, { after, cache: false, onFailure: day === ${String(HOLDS)} ? 'hold' : 'fail', retry: { initial: '50ms' } }) };
      } });`,
});

beforeEach(async () => {
  receiver = await HttpReceiver.start();
  engine = await Engine.start(project(receiver.url));
  await engine.startWorker();
  client = await connect(engine.config);
  connection = await Connection.connect({ address: engine.config.temporal.address });
});

afterEach(async () => {
  await client.close();
  await connection.close();
  await engine.end();
  receiver.end();
});

/** What people do meanwhile: mend and retry what is held, approve what is asked for. */
async function attend({ id, workflowId }: RunRecord, day: number): Promise<void> {
  const handle = new Client({ connection }).workflow.getHandle(workflowId, id);
  if (day === HOLDS) await writeFile(engine.path(`mended-${String(day)}`), '');
  const order = day === HOLDS ? (['retryStage', { stage: 'count' }] as const) : (['approve', { stage: 'approve', by: 'Ada' }] as const);
  await handle.executeUpdate(order[0], { args: [order[1]] }).catch(() => undefined); // too early, or done: looked at again
}

test('keeps a daily schedule through a month of failures, a hold, an approval and a late run', { timeout: 180_000 }, async () => {
  const begin = Math.ceil(Date.now() / 1000) * 1000;
  const name = `month-${engine.config.taskQueue}`;
  const params = { begin, root: engine.root };
  await client.schedules.create(parseSchedule({ name, pipeline: 'daily', params, every: '1s', overlap: 'buffer-all', deadline: '2s' }));
  const dayOf = ({ window }: RunRecord): number => (Number(window?.start) - begin) / 1000 + 1;
  const month = async (): Promise<RunRecord[]> =>
    (await client.runs.list({ pipeline: 'daily', limit: 200 })).filter((run) => dayOf(run) >= 1 && dayOf(run) <= DAYS);
  const isOpen = ({ state }: RunRecord): boolean => state === 'running' || state === 'held';
  for (let runs = await month(); runs.length < DAYS || runs.some(isOpen); runs = await month()) {
    const waiting = runs.filter((run) => run.state === 'held' || (run.state === 'running' && dayOf(run) === ASKS));
    for (const run of waiting) await attend(run, dayOf(run));
    await new Promise((wake) => setTimeout(wake, 100));
  }
  const { schedule } = await client.schedules.get(name);
  await client.schedules.pause(name, 'the month is over');

  const runs = (await month()).sort((left, right) => dayOf(left) - dayOf(right));
  expect(runs.map(dayOf)).toEqual(Array.from({ length: DAYS }, (_, index) => index + 1));
  expect(runs.filter(({ state }) => state !== 'completed').map(dayOf)).toEqual([FAILS]);
  const attemptsOn = async (day: number) =>
    (await engine.metadata.attempts(runs[day - 1]?.id ?? '', 'count')).map(({ error }) => error?.code ?? null);
  expect(await attemptsOn(STUMBLES)).toEqual(['STAGE_FAILED', null]);
  expect(await attemptsOn(HOLDS)).toEqual(['SOURCE_NO_ROWS', null]);
  const approval = (await engine.metadata.stages(runs[ASKS - 1]?.id ?? '')).find(({ stage }) => stage === 'approve');
  expect(approval?.figures).toEqual({ 'approved by': 'Ada' });

  await writeFile(engine.path(`mended-${String(FAILS)}`), '');
  await client.backfills.start(schedule, { from: new Date(begin), to: new Date(begin + DAYS * 1000), failedOnly: true });
  for await (const { isOver } of client.backfills.watch(name)) if (isOver) break;
  const again = await month();
  expect(again).toHaveLength(DAYS + 1);
  expect(
    again
      .filter((run) => dayOf(run) === FAILS)
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['completed', 'failed']);

  const told = async (): Promise<string[]> =>
    Promise.resolve(receiver.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type));
  await expect
    .poll(told, { timeout: 30_000 })
    .toEqual(expect.arrayContaining(['run.failed', 'run.held', 'approval.requested', 'run.late']));
  await client.schedules.delete(name);
});

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Engine } from '../support/engine.js';
import { HttpReceiver } from '../support/http-receiver.js';
import { MailReceiver } from '../support/mail-receiver.js';

const SECRET = Buffer.from('a secret of the test, long enough').toString('base64');

let engine: Engine;
let receiver: HttpReceiver;
let mailbox: MailReceiver;

beforeEach(async () => {
  mailbox = await MailReceiver.start();
});

afterEach(async () => {
  await engine.end();
  receiver.end();
  await mailbox.end();
});

/** A project whose only pipeline fails at its stage, and whose alerts go to the receivers of the test. */
async function start(alerts: string, worker = true): Promise<void> {
  Object.assign(process.env, { LEAT_SECRET_HOOK: SECRET, LEAT_SECRET_HOOK_URL: receiver.url, LEAT_SECRET_MAIL: mailbox.password });
  engine = await Engine.start({
    'leat.config.ts': `
      import { defineConfig, secret } from 'leat';
      const hook = { kind: 'webhook', url: secret('HOOK_URL'), secret: secret('HOOK') };
      const mail = { kind: 'smtp', host: '127.0.0.1', port: ${String(mailbox.port)}, security: 'none', from: 'a@b.org', to: ['c@d.org'], user: 'leat', password: secret('MAIL') };
      export default defineConfig({ pipelines: ['*.pipeline.ts'], server: { url: 'https://leat.example' }, alerts: ${alerts} });`,
    'broken.pipeline.ts': `
      import { definePipeline, defineStage, LeatError } from 'leat';
      import { z } from 'zod';
      const broken = defineStage({ name: 'broken', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}),
        run: () => { throw new LeatError('SCHEMA_COLUMN_MISSING', 'expected column "age"'); } });
      export default definePipeline({ name: 'broken', params: z.strictObject({}), build: () => ({ end: broken({}) }) });`,
  });
  if (worker) await engine.startWorker();
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await new Promise((wake) => setTimeout(wake, 50))) {
    if (holds()) return;
  }
  throw new Error(`not in time: ${what}`);
}

/** What the receiver was told, its signatures verified. */
const events = (): { id: string; type: string; data: { title: string; count: number; link: string; alerts: object[] } }[] =>
  receiver.requests.map(({ body, headers }) => new Webhook(SECRET).verify(body, { ...headers }) as ReturnType<typeof events>[number]);

const counted = (): number => events().reduce((sum, { data }) => sum + data.count, 0);

test('tells every channel of a failed run once, though each fails at first', async () => {
  receiver = await HttpReceiver.start(500, 503);
  mailbox.refusals.push('the disk is full', 'the disk is full');
  await start('{ channels: { hook, mail } }');
  const { runId, code } = await engine.runToFailure({ pipeline: 'broken' });
  expect(code).toBe('SCHEMA_COLUMN_MISSING');
  await until('the third try', () => receiver.requests.length === 3);
  const [first, second, third] = events();
  expect([second, third]).toEqual([first, first]);
  expect(third).toMatchObject({
    type: 'run.failed',
    data: {
      title: 'Run failed: broken, stage broken',
      link: `https://leat.example/api/v1/runs/${runId}`,
      alerts: [{ runId, stage: 'broken', code, message: 'expected column "age"', next: `leat resume ${runId}` }],
    },
  });
  await until('the mail', () => mailbox.mails.length === 1);
  expect(mailbox.mails[0]).toContain(`leat resume ${runId}`);
});

test('makes few messages of a storm, and loses none of it', async () => {
  receiver = await HttpReceiver.start();
  await start("{ channels: { hook }, rules: [{ events: ['run.failed'], group: '5s' }] }");
  await Promise.all(Array.from({ length: 20 }, () => engine.runToFailure({ pipeline: 'broken' })));
  await until('all alerts', () => counted() === 20);
  const titles = events().map(({ data }) => data.title);
  expect(titles.length).toBeLessThan(6);
  expect(titles[1]).toMatch(/^\d+ more: Run failed: broken/);
});

test('keeps alerts back in a silence, and tells of them at its end by one message', async () => {
  receiver = await HttpReceiver.start();
  const end = Date.now() + 20_000;
  await start(`{ channels: { hook }, silence: [{ until: '${new Date(end).toISOString()}' }] }`);
  await engine.runToFailure({ pipeline: 'broken' });
  await engine.runToFailure({ pipeline: 'broken' });
  expect(Date.now()).toBeLessThan(end);
  expect(receiver.requests).toEqual([]);
  await until('the end of the silence', () => receiver.requests.length === 1);
  expect(Date.now()).toBeGreaterThanOrEqual(end);
  expect(events().map(({ data }) => data.title)).toEqual(['2 silenced until now: Run failed: broken']);
});

test('collects what comes while a channel is down, and tells of it together', async () => {
  receiver = await HttpReceiver.start(...Array.from({ length: 20 }, () => 500));
  await start("{ channels: { hook }, rules: [{ events: ['run.failed'], group: '100ms' }] }");
  for (let run = 0; run < 3; run++) await engine.runToFailure({ pipeline: 'broken' });
  receiver.heal();
  await until('the second message', () => receiver.taken === 2);
  const messages = new Map(events().map(({ id, data }) => [id, data.count]));
  expect([...messages.values()]).toEqual([1, 2]);
});

test('goes on after SIGKILL of the worker that was to send, and does not repeat what was taken', async () => {
  receiver = await HttpReceiver.start(...Array.from({ length: 20 }, () => 500));
  await start('{ channels: { hook, mail } }', false);
  const worker = engine.spawnWorker();
  await engine.runToFailure({ pipeline: 'broken' });
  await until('the mail and a refused try', () => mailbox.mails.length === 1 && receiver.requests.length > 0);
  worker.kill('SIGKILL');
  receiver.heal();
  await engine.startWorker();
  await until('the webhook', () => receiver.taken === 1);
  expect(mailbox.mails).toHaveLength(1);
});

test('lets no secret into a history', async () => {
  receiver = await HttpReceiver.start(500);
  await start('{ channels: { hook, mail } }');
  const run = await engine.begin({ pipeline: 'broken' });
  await run.result().catch(() => undefined);
  await until('the second try', () => receiver.requests.length === 2 && mailbox.mails.length === 1);
  const connection = await Connection.connect({ address: engine.config.temporal.address });
  const { workflow } = new Client({ connection });
  const groups = ['hook', 'mail'].map((channel) => workflow.getHandle(`alert/${engine.config.taskQueue}/${channel}/0/run.failed/broken`));
  const histories = await Promise.all([run, ...groups].map((handle) => handle.fetchHistory()));
  await connection.close();
  const payloads = histories
    .map((history) =>
      Buffer.from(JSON.stringify(history, (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value))),
    )
    .join('\n');
  expect(payloads).toContain('run.failed');
  for (const secret of [SECRET, 'token=hidden', mailbox.password]) expect(payloads).not.toContain(secret);
});

test('tells nobody but whoever asked that a pipeline does not exist, however often it is asked for', async () => {
  receiver = await HttpReceiver.start();
  await start('{ channels: { hook }, rules: [{ severity: "critical", group: "0s" }] }');
  const asked = await Promise.all(['brokn', 'broke', 'bork'].map((pipeline) => engine.runToFailure({ pipeline })));
  expect(new Set(asked.map(({ code }) => code))).toEqual(new Set(['PIPELINE_UNKNOWN']));
  expect(asked[0]?.message).toContain('did you mean "broken"?');
  await engine.runToFailure({ pipeline: 'broken' });
  await until('the alert of what does exist', () => receiver.requests.length > 0);
  expect(events().map(({ data }) => data.title)).toEqual(['Run failed: broken, stage broken']);
});

test('fails no run by a channel that nobody listens at', async () => {
  receiver = await HttpReceiver.start();
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as AddressInfo; // it listens on a port
  gone.close();
  await start(`{ channels: { hook: { kind: 'webhook', url: 'http://127.0.0.1:${String(port)}' }, other: hook } }`);
  expect(await engine.runToFailure({ pipeline: 'broken' })).toMatchObject({ code: 'SCHEMA_COLUMN_MISSING' });
  await until('the other channel', () => receiver.requests.length === 1);
});

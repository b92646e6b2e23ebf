import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../client/connect.js';
import { Engine } from '../support/engine.js';
import { runLeat } from '../support/run-leat.js';
import { eventually } from '../support/serving.js';

/** Found nowhere else, in either form. */
const SECRET = 'planted-7f3a9c-secret';

let engine: Engine;
let origin: string;
const server = createServer((request, response) => {
  // A source that is not careful: it says what it was sent, in a refusal or among its rows' neighbours.
  const { 'x-token': token } = request.headers;
  if (request.url?.startsWith('/bad') === true) response.writeHead(400).end(`wrong token ${String(token)}`);
  else response.end(JSON.stringify([{ n: 1 }]));
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`; // it listens on a port
  const source = (path: string): string =>
    `httpApi({ url: '${origin}${path}', headers: { 'x-token': secret('PLANTED') }, query: { token: secret('PLANTED') } })`;
  engine = await Engine.start({
    'leat.config.ts': `import { defineConfig, secret } from 'leat'; export default defineConfig({ pipelines: ['*.pipeline.ts'],
      alerts: { channels: { hook: { kind: 'webhook', url: '${origin}/bad', secret: secret('HOOK') } } } });`,
    'talk.ts': `import { defineStage } from 'leat'; import { z } from 'zod';
      export const talk = defineStage({ name: 'talk', version: 1, inputs: { table: 'table' }, outputs: { report: 'report' }, params: z.strictObject({}),
        run(_inputs, _params, { log }) {
          console.log('console ' + process.env.LEAT_SECRET_PLANTED); log.info('log ' + process.env.LEAT_SECRET_PLANTED);
          return { report: { said: true } };
        } });`,
    'good.pipeline.ts': `import { definePipeline, httpApi, ingest, secret } from 'leat'; import { z } from 'zod'; import { talk } from './talk.js';
      export default definePipeline({ name: 'good', params: z.strictObject({}), build: () => ({ said: talk({ table: ingest({ source: ${source('/rows')} }) }) }) });`,
    'bad.pipeline.ts': `import { definePipeline, httpApi, ingest, secret } from 'leat'; import { z } from 'zod';
      export default definePipeline({ name: 'bad', params: z.strictObject({}), build: () => ({ table: ingest({ source: ${source('/bad')} }) }) });`,
  });
});

afterAll(async () => {
  await engine.end();
  server.closeAllConnections();
  server.close();
});

/** Without the mark that every secret of a webhook begins with. */
function bare(secret: string): string {
  return secret.replace('whsec_', '');
}

/** Every file below a folder, as text. */
function contentsOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n');
}

test('lets a planted secret into no history, log, error, artifact or record', async () => {
  const env = { LEAT_SECRET_PLANTED: SECRET, LEAT_SECRET_HOOK: Buffer.from(SECRET).toString('base64') };
  const worker = engine.spawnWorker({ log: 'debug', env });
  if (worker.stderr === null) throw new Error('invariant: a worker that logs has a pipe');
  const logged = text(worker.stderr);
  const client = await connect(engine.config);
  const subscription = { url: `${origin}/bad`, description: '', events: ['*'], pipelines: ['*'], enabled: true };
  const { webhook, secret: signing } = await client.webhooks.create(subscription);
  const { secret: rotated } = await client.webhooks.rotate(webhook.id);
  const { key } = await client.keys.create({ name: 'planted', role: 'viewer' });
  const [good, bad] = [await engine.begin({ pipeline: 'good' }), await engine.begin({ pipeline: 'bad' })];
  await good.result();
  const failure: unknown = await bad.result().catch((error: unknown) => error);
  const histories = await Promise.all([good, bad].map((handle) => handle.fetchHistory()));
  const connection = { TEMPORAL_ADDRESS: engine.config.temporal.address, LEAT_TASK_QUEUE: engine.config.taskQueue };
  const told = await Promise.all(
    [
      ['logs', 'latest'],
      ['show', 'latest', '--json'],
      ['runs', '--json'],
      ['plan', 'good'],
      ['docs', 'good'],
    ].map((words) => runLeat(words, { cwd: engine.root, env: { ...connection, ...env } })),
  );
  const delivered = () => client.webhooks.deliveries(webhook.id);
  const tried = await eventually(delivered, (deliveries) => deliveries.some(({ attempts }) => attempts > 0));
  await client.close();
  worker.kill('SIGTERM');
  await once(worker, 'exit');

  const places: Readonly<Record<string, string>> = {
    histories: JSON.stringify(histories, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    ),
    errors: `${String(failure)} ${JSON.stringify(failure)} ${String((failure as Error).cause)}`,
    logs: await logged,
    commands: told.map(({ stdout, stderr }) => stdout + stderr).join('\n'),
    home: contentsOf(engine.config.home), // artifacts and the metadata database
    bundles: contentsOf(join(engine.root, 'node_modules', '.leat')),
  };
  // Each place was really looked at: it tells of the runs, and of what replaces the secret.
  expect(places['histories']).toContain('SOURCE_REQUEST_REFUSED');
  expect(places['home']).toContain('console ***');
  expect(places['logs']).toContain('"runId"');
  expect(places['home']).toContain(webhook.id);
  expect(tried.some(({ attempts }) => attempts > 0)).toBe(true); // signed by both
  for (const [place, content] of Object.entries(places)) {
    for (const form of [SECRET, env.LEAT_SECRET_HOOK, encodeURIComponent(SECRET), ...[signing, rotated].map(bare), key.slice(14)])
      expect([place, content.includes(form)]).toEqual([place, false]);
  }
});

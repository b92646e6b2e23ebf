import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpReceiver } from '../support/http-receiver.js';
import { startApiProject, untilRun, type ApiProject } from '../support/api-project.js';
import { eventually } from '../support/serving.js';
import { scalingModel } from '../support/tiny-models.js';

let project: ApiProject;
let receiver: HttpReceiver;

beforeAll(async () => {
  project = await startApiProject();
  receiver = await HttpReceiver.start();
});

afterAll(async () => {
  receiver.end();
  await project.end();
});

const isOver = ({ state }: { state: string }): boolean => state !== 'running' && state !== 'held';

/** Asks what must succeed; `project.ask` holds the answer against its description. */
async function succeed(method: string, path: string, options: Parameters<ApiProject['ask']>[2] = {}): Promise<Record<string, unknown>> {
  const response = await project.ask(method, path, options);
  expect([method, path, response.ok, response.ok ? '' : await response.clone().text()]).toEqual([method, path, true, '']);
  const isWhole = response.status !== 206 && (response.headers.get('content-type') ?? '').includes('json');
  return isWhole ? ((await response.json()) as Record<string, unknown>) : {};
}

async function startRun(params: object = {}): Promise<string> {
  return String((await succeed('POST', '/api/v1/pipelines/greet/runs', { body: { params } })).id);
}

/** Every way of asking about the server and its models. */
async function askModels(): Promise<void> {
  const { serving } = project;
  for (const factor of [2, 3, 4]) await serving.register('double', scalingModel(factor));
  await serving.deploy('double', 1);
  await eventually(
    () => fetch(`${serving.url}/v2/models/double/ready`),
    ({ ok }) => ok,
  );
  for (const path of ['/healthz', '/readyz', '/metrics', '/docs', '/api/v1/openapi.json', '/v2', '/v2/health/live', '/v2/health/ready'])
    await succeed('GET', path);
  for (const model of ['/v2/models/double', '/v2/models/double/versions/1']) {
    for (const path of [model, `${model}/ready`]) await succeed('GET', path);
    const inputs = [{ name: 'x', datatype: 'FP64', shape: [1, 1], data: [2] }];
    await succeed('POST', `${model}/infer`, { body: { inputs } });
  }
  await succeed('POST', '/v2/repository/index', { body: {} });
  const { id } = await succeed('POST', '/api/v1/models/double/predict', { body: { rows: [{ x: 2 }] } });
  await succeed('POST', '/api/v1/feedback', { body: { labels: [{ id, label: 4 }] } });
  for (const path of ['/api/v1/models', '/api/v1/models/double', '/api/v1/models/double/schema']) await succeed('GET', path);
}

/** Every order about a model; releases stay in their first phase for as long as the walk takes. */
async function orderModels(): Promise<void> {
  const model = '/api/v1/models/double';
  await succeed('POST', `${model}/promote`, { body: { version: 2 } });
  await succeed('POST', `${model}/rollback`, { body: {} });
  const release = { version: 3, settings: { shadow: { atLeast: '1h' }, approval: 'person' } };
  await succeed('POST', `${model}/release`, { body: release });
  await succeed('POST', `${model}/approve`, { body: {} });
  await succeed('POST', `${model}/rollback`, { body: {} });
  await succeed('POST', `${model}/release`, { body: release });
  await succeed('POST', `${model}/reject`, { body: {} });
  await succeed('GET', `${model}/releases`);
}

async function askRuns(): Promise<void> {
  await succeed('GET', '/api/v1/pipelines');
  await succeed('GET', '/api/v1/pipelines/greet');
  const stages = { ingest: { with: { source: { source: 'file', path: 'rows.csv' } } } };
  const rows = { leat: 1, name: 'rows', stages, outputs: { table: { $from: 'ingest' } } };
  await succeed('PUT', '/api/v1/pipelines/rows', { body: rows });
  await succeed('GET', '/api/v1/pipelines/rows');
  await succeed('DELETE', '/api/v1/pipelines/rows');

  const id = await startRun();
  const run = await untilRun(project, id, isOver);
  for (const path of ['/api/v1/runs', '/api/v1/runs?pipeline=greet&limit=1', `/api/v1/runs/${id}`, `/api/v1/runs/${id}/stages/greet`])
    await succeed('GET', path);
  const path = `/api/v1/runs/${id}/events`;
  const events = await project.ask('GET', path);
  await project.answers.check('GET', path, events);
  await events.body?.cancel();
  const { digest = '' } = (run as unknown as { outputs: Record<string, { digest: string }> }).outputs.said ?? {}; // a run has outputs
  await succeed('GET', `/api/v1/artifacts/${digest}`);
  await succeed('GET', `/api/v1/artifacts/${digest}`, { headers: { range: 'bytes=0-3' } });
}

/** Every order about a run, each on a run that waits for it. */
async function orderRuns(): Promise<void> {
  const bad = project.engine.path('bad');
  await writeFile(bad, '');
  const [retried, skipped, failed] = [await startRun({ holds: true }), await startRun({ holds: true }), await startRun()];
  for (const id of [retried, skipped]) await untilRun(project, id, ({ state }) => state === 'held');
  await untilRun(project, failed, isOver);
  await rm(bad);
  await succeed('POST', `/api/v1/runs/${retried}/retry`, { body: { stage: 'greet' } });
  await succeed('POST', `/api/v1/runs/${skipped}/skip`, { body: { stage: 'greet' } });
  await succeed('POST', `/api/v1/runs/${failed}/resume`, { body: {} });
  for (const word of ['approve', 'reject']) {
    const id = await startRun({ asks: true });
    const say = () => project.ask('POST', `/api/v1/runs/${id}/${word}`, { body: { stage: 'approve' } });
    expect((await eventually(say, ({ ok }) => ok)).ok).toBe(true);
  }
  const waiting = await startRun({ waits: true });
  await untilRun(project, waiting, ({ stages }) => stages.some(({ state }) => state === 'running'));
  await succeed('POST', `/api/v1/runs/${waiting}/cancel`);
  await untilRun(project, waiting, isOver);
}

async function askSchedules(): Promise<void> {
  const path = '/api/v1/schedules/hourly';
  await succeed('POST', '/api/v1/schedules', { body: { name: 'hourly', pipeline: 'greet', every: '1h', paused: true } });
  for (const asked of ['/api/v1/schedules', path]) await succeed('GET', asked);
  await succeed('PATCH', path, { body: { note: 'seldom' } });
  for (const order of ['resume', 'pause']) await succeed('POST', `${path}/${order}`, { body: { note: order } });
  const { run } = await succeed('POST', `${path}/trigger`);
  await untilRun(project, String(run), isOver);
  const to = new Date(Date.now() - 3_600_000);
  const body = { from: new Date(to.getTime() - 3 * 3_600_000).toISOString(), to: to.toISOString() };
  await succeed('POST', `${path}/backfill`, { body });
  await succeed('DELETE', path);
}

async function askEvents(): Promise<void> {
  const event = { specversion: '1.0', id: '1', source: '/people/ann', type: 'test.greeting', data: { loud: true, words: ['hi'] } };
  await succeed('POST', '/events', { body: event, headers: { 'content-type': 'application/cloudevents+json' } });
  const { events } = (await succeed('GET', '/api/v1/events')) as { events: { key: string }[] };
  const path = `/api/v1/events/${events[0]?.key ?? ''}`;
  await succeed('GET', path);
  await succeed('POST', `${path}/replay`);
}

async function askWebhooks(): Promise<void> {
  const { id } = await succeed('POST', '/api/v1/webhooks', { body: { url: receiver.url, events: ['alert.test'] } });
  const path = `/api/v1/webhooks/${String(id)}`;
  for (const asked of ['/api/v1/webhooks', path]) await succeed('GET', asked);
  await succeed('PATCH', path, { body: { description: 'a test' } });
  await succeed('POST', `${path}/rotate`);
  const { id: delivery } = await succeed('POST', `${path}/test`);
  await succeed('GET', `${path}/deliveries`);
  await succeed('POST', `${path}/deliveries/${String(delivery)}/redeliver`);
  await succeed('DELETE', path);
  await succeed('GET', '/api/v1/audit');
}

test('describes an answer of every route that succeeds', async () => {
  for (const walk of [askModels, orderModels, askRuns, orderRuns, askSchedules, askEvents, askWebhooks]) await walk();
  expect(project.answers.unasked).toEqual([]);
});

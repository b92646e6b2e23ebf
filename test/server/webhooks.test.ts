import { Client, Connection } from '@temporalio/client';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HttpReceiver } from '../support/http-receiver.js';
import { startApiProject, untilRun, type ApiProject } from '../support/api-project.js';
import { eventually } from '../support/serving.js';

let project: ApiProject;

beforeAll(async () => {
  project = await startApiProject();
});

afterAll(() => project.end());

interface Made {
  readonly id: string;
  readonly secret: string;
}

interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly state: string;
  readonly attempts: number;
  readonly answer: string | null;
}

async function receive(...statuses: number[]): Promise<HttpReceiver> {
  const receiver = await HttpReceiver.start(...statuses);
  onTestFinished(() => {
    receiver.end();
  });
  return receiver;
}

async function subscribe(url: string, events: readonly string[] = ['alert.test']): Promise<Made> {
  const response = await project.ask('POST', '/api/v1/webhooks', { body: { url, events } });
  expect(response.status).toBe(201);
  const made = (await response.json()) as Made;
  onTestFinished(async () => {
    await project.ask('DELETE', `/api/v1/webhooks/${made.id}`);
  });
  return made;
}

async function deliveriesOf(id: string): Promise<Delivery[]> {
  const response = await project.ask('GET', `/api/v1/webhooks/${id}/deliveries`);
  return ((await response.json()) as { deliveries: Delivery[] }).deliveries;
}

async function untilDelivered(id: string, accept: (delivery: Delivery | undefined) => boolean): Promise<Delivery | undefined> {
  return eventually(async () => (await deliveriesOf(id))[0], accept);
}

test('tells a subscriber of a run, signed so that the library of Standard Webhooks takes it', async () => {
  const receiver = await receive(500);
  const { id, secret } = await subscribe(receiver.url, ['run.*']);
  const started = (await (await project.ask('POST', '/api/v1/pipelines/greet/runs', { body: {} })).json()) as Made;
  await untilRun(project, started.id, ({ state }) => state === 'completed');
  const delivered = await untilDelivered(id, (delivery) => delivery?.state === 'delivered');
  expect(delivered).toMatchObject({ event: 'run.completed', state: 'delivered', attempts: 2, answer: 'status 204' });
  const [first, second] = receiver.requests;
  const event: unknown = new Webhook(secret).verify(second?.body ?? '', { ...second?.headers });
  expect(event).toMatchObject({ specversion: '1.0', type: 'run.completed', subject: `run/${started.id}`, data: { pipeline: 'greet' } });
  expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
});

test('shows its secret once, and signs by two of them after a rotation', async () => {
  const receiver = await receive();
  const { id, secret } = await subscribe(receiver.url);
  const shown = await (await project.ask('GET', `/api/v1/webhooks/${id}`)).json();
  expect(shown).toMatchObject({ id, secrets: 1 });
  expect(JSON.stringify(shown)).not.toContain(secret);
  const { secret: next } = (await (await project.ask('POST', `/api/v1/webhooks/${id}/rotate`)).json()) as { secret: string };
  expect((await project.ask('POST', `/api/v1/webhooks/${id}/test`)).status).toBe(202);
  await untilDelivered(id, (delivery) => delivery?.state === 'delivered');
  const [request] = receiver.requests;
  for (const valid of [secret, next]) {
    expect(new Webhook(valid).verify(request?.body ?? '', { ...request?.headers })).toMatchObject({ type: 'alert.test' });
  }
});

test('sends an event once more under its own id', async () => {
  const receiver = await receive();
  const { id } = await subscribe(receiver.url);
  await project.ask('POST', `/api/v1/webhooks/${id}/test`);
  const first = await untilDelivered(id, (delivery) => delivery?.state === 'delivered');
  expect((await project.ask('POST', `/api/v1/webhooks/${id}/deliveries/${first?.id ?? ''}/redeliver`)).status).toBe(202);
  expect(await untilDelivered(id, (delivery) => delivery?.attempts === 2)).toMatchObject({ id: first?.id, state: 'delivered' });
  const [one, other] = receiver.requests.map(({ headers }) => headers['webhook-id']);
  expect(other).toBe(one);
});

/** As the worker begins a delivery, but for a shorter time than a day. */
async function deliverWithin(withinMs: number, webhook: string): Promise<void> {
  const { metadata, config } = project.engine;
  const delivery = `given-up.${webhook}`;
  const body = JSON.stringify({ specversion: '1.0', id: 'given-up', source: '/leat', type: 'run.failed' });
  await metadata.createDelivery({ id: delivery, webhook, event: 'run.failed', body });
  const connection = await Connection.connect({ address: config.temporal.address });
  const options = { taskQueue: config.taskQueue, workflowId: delivery, args: [{ delivery, withinMs }] };
  await new Client({ connection }).workflow.execute('deliverWebhook', options);
  await connection.close();
}

test('gives up when its time has passed, says so, and sends it again when somebody asks', async () => {
  const receiver = await receive(...Array<number>(50).fill(500));
  const { id, secret } = await subscribe(receiver.url);
  await deliverWithin(3_000, id);
  const [given] = await deliveriesOf(id);
  expect(given).toMatchObject({
    event: 'run.failed',
    state: 'failed',
    answer: expect.stringContaining('500') as string,
    endedAt: expect.any(String) as string,
  });
  expect(given?.attempts).toBe(receiver.requests.length);
  receiver.heal();
  expect((await project.ask('POST', `/api/v1/webhooks/${id}/deliveries/${given?.id ?? ''}/redeliver`)).status).toBe(202);
  expect(await untilDelivered(id, (delivery) => delivery?.state === 'delivered')).toMatchObject({ answer: 'status 204' });
  const last = receiver.requests.at(-1);
  expect(new Webhook(secret).verify(last?.body ?? '', { ...last?.headers })).toMatchObject({ id: 'given-up' });
});

test('gives up at once what must not be sent, and delivers it once its address is mended', async () => {
  const receiver = await receive();
  const { id } = await subscribe('http://10.0.0.1/hook');
  await project.ask('POST', `/api/v1/webhooks/${id}/test`);
  const given = await untilDelivered(id, (delivery) => delivery?.state === 'failed');
  expect(given).toMatchObject({ attempts: 1, answer: expect.stringContaining('10.0.0.1') as string });
  await project.ask('PATCH', `/api/v1/webhooks/${id}`, { body: { url: receiver.url } });
  await project.ask('POST', `/api/v1/webhooks/${id}/deliveries/${given?.id ?? ''}/redeliver`);
  expect(await untilDelivered(id, (delivery) => delivery?.state === 'delivered')).toMatchObject({ attempts: 2 });
});

test('leaves a webhook alone that is switched off', async () => {
  const receiver = await receive();
  const { id } = await subscribe(receiver.url, ['run.*']);
  const changed = await project.ask('PATCH', `/api/v1/webhooks/${id}`, { body: { enabled: false } });
  expect(await changed.json()).toMatchObject({ enabled: false });
  const started = (await (await project.ask('POST', '/api/v1/pipelines/greet/runs', { body: {} })).json()) as Made;
  await untilRun(project, started.id, ({ state }) => state === 'completed');
  expect(await deliveriesOf(id)).toEqual([]);
  expect(await (await project.ask('GET', '/api/v1/webhooks')).json()).toMatchObject({ webhooks: [{ id }] });
});

test.each([
  ['an address that is none', { url: 'ftp://a' }, 'url'],
  ['an event that there is not', { url: 'https://a.example', events: ['run.faild'] }, 'run.failed'],
])('refuses %s', async (_what, body, detail) => {
  const response = await project.ask('POST', '/api/v1/webhooks', { body });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { code: 'WEBHOOK_INVALID', detail: expect.stringContaining(detail) as string },
  ]);
});

test('knows no webhook that was not made', async () => {
  for (const path of ['', '/deliveries']) expect((await project.ask('GET', `/api/v1/webhooks/none${path}`)).status).toBe(404);
});

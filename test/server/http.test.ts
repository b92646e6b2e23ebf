import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../server/routes/routes.js';
import { expectRejection } from '../support/expect-refusal.js';
import { eventually, startServing, type Serving } from '../support/serving.js';
import { scalingModel } from '../support/tiny-models.js';

let serving: Serving;

beforeAll(async () => {
  serving = await startServing({ limits: { bodyBytes: 1000 } });
  await serving.deploy('scale', await serving.register('scale', scalingModel(2)));
  await eventually(
    () => serving.get('/v2/models/scale/ready'),
    ({ status }) => status === 200,
  );
});

afterAll(() => serving.stop());

test('is alive, ready and measured', async () => {
  expect(await (await serving.get('/healthz')).json()).toEqual({ status: 'ok' });
  expect(await (await serving.get('/readyz')).json()).toEqual({ status: 'ready' });
  expect(await (await serving.get('/v2/health/ready')).json()).toEqual({ ready: true });
  await serving.post('/api/v1/models/scale/predict', { rows: [{ x: 1 }, { x: 2 }] });
  const text = await (await serving.get('/metrics')).text();
  expect(text).toContain('leat_predictions_total{model="scale",version="1"} 2\n');
  expect(text).toContain('leat_http_requests_total{route="/healthz",method="GET",status="200"} 1\n');
  expect(text).toMatch(/leat_http_request_duration_seconds_bucket\{route="\/healthz",le="\+Inf"\} 1\n/);
  expect(text).toMatch(/leat_event_loop_delay_p99_seconds \d/);
});

const predict = '/api/v1/models/scale/predict';

test.each([
  { what: 'an unknown path', method: 'GET', path: '/api/v1/nothing', status: 404, code: 'ROUTE_UNKNOWN' },
  { what: 'a wrong method', method: 'DELETE', path: '/api/v1/models', status: 405, code: 'METHOD_NOT_ALLOWED' },
  { what: 'another content type', method: 'POST', path: predict, type: 'text/csv', status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' },
  { what: 'plain text', method: 'POST', path: predict, type: 'text/plain', status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' },
  { what: 'a body that is no JSON', method: 'POST', path: predict, type: 'application/json', status: 400, code: 'REQUEST_INVALID' },
])('refuses $what with a problem', async ({ method, path, type, status, code }) => {
  const response = await fetch(serving.url + path, { method, ...(type !== undefined && { headers: { 'content-type': type }, body: '{' }) });
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  expect(await response.json()).toMatchObject({ status, code });
  expect(response.status).toBe(status);
});

test.each(['/api/v1/models/%ZZ', '/%C0'])('refuses a path that cannot be read, %s, with a problem', async (path) => {
  const response = await serving.get(path, { 'x-request-id': 'asked' });
  expect([response.status, response.headers.get('content-type'), response.headers.get('x-request-id')]).toEqual([
    400,
    'application/problem+json; charset=utf-8',
    'asked',
  ]);
  expect(await response.json()).toMatchObject({ code: 'REQUEST_INVALID', detail: expect.stringContaining(path) as string });
});

test('refuses a path of the protocol that cannot be read as the protocol has it', async () => {
  const response = await serving.get('/v2/models/%ZZ');
  expect([response.status, await response.json()]).toEqual([400, { error: expect.stringContaining('%ZZ') as string }]);
});

test('tells what was sent where a number of a query is none', async () => {
  expect(await (await serving.get('/api/v1/runs?limit=x')).json()).toMatchObject({
    status: 400,
    detail: 'query.limit: expected number; got "x"',
  });
});

test('names the methods that a path has', async () => {
  const response = await serving.get(predict);
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});

test('refuses a body that is too large', async () => {
  const response = await serving.post('/v2/models/scale/infer', { id: 'x'.repeat(1000) });
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ error: expect.stringContaining('too large') as string });
});

test.each(['/v2/models/scale/infer', '/api/v1/models/scale/predict'])(
  'refuses a length over the limit before any byte of the body has come: %s',
  async (path) => {
    const headers = { 'content-type': 'application/json', 'content-length': 1_000_000_000 };
    const asked = request(serving.url + path, { method: 'POST', headers });
    asked.on('error', () => undefined); // the server hangs up, as nothing else would stop such a body
    asked.flushHeaders();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    asked.destroy();
  },
);

test('lists models, versions and deployments', async () => {
  expect(await (await serving.get('/api/v1/models')).json()).toEqual({
    models: [{ name: 'scale', versions: 1, aliases: { champion: 1 } }],
  });
  expect(await (await serving.get('/api/v1/models/scale')).json()).toMatchObject({
    name: 'scale',
    versions: [{ version: 1, aliases: ['champion'] }],
    deployments: [{ alias: 'champion', version: 1, reason: 'test' }],
  });
  expect((await serving.get('/api/v1/models/none')).status).toBe(404);
});

test('pages through runs, newest first', async () => {
  const plan = await serving.artifacts.put(new TextEncoder().encode('{}'));
  for (const [day, id] of ['a', 'b', 'c'].entries()) {
    const run = {
      id,
      workflowId: id,
      pipeline: 'pets',
      params: {},
      seed: 1,
      plan,
      resumedFrom: null,
      startedAt: new Date(Date.UTC(2024, 0, day + 1)),
    };
    await serving.metadata.beginRun(run, []);
  }
  interface Page {
    readonly runs: { id: string }[];
    readonly next: string | null;
  }
  const first = (await (await serving.get('/api/v1/runs?limit=2')).json()) as Page;
  const second = (await (await serving.get(`/api/v1/runs?limit=2&cursor=${String(first.next)}`)).json()) as Page;
  expect([first, second].map(({ runs, next }) => [runs.map(({ id }) => id), next])).toEqual([
    [['c', 'b'], 'b'],
    [['a'], null],
  ]);
  expect(await (await serving.get('/api/v1/runs/b')).json()).toMatchObject({
    id: 'b',
    state: 'running',
    startedAt: '2024-01-02T00:00:00.000Z',
    stages: [],
  });
  expect(await (await serving.get('/api/v1/runs/z')).json()).toMatchObject({ status: 404, code: 'RUN_UNKNOWN' });
  expect(await (await serving.get('/api/v1/runs?limit=0')).json()).toMatchObject({
    status: 400,
    detail: expect.stringContaining('query.limit') as string,
  });
});

test('serves artifacts whole and in ranges', async () => {
  const digest = await serving.artifacts.put(new TextEncoder().encode('<!doctype html>report'));
  const path = `/api/v1/artifacts/${digest}`;
  const whole = await serving.get(path);
  expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([
    200,
    'text/html; charset=utf-8',
    '<!doctype html>report',
  ]);
  expect(whole.headers.get('content-security-policy')).toContain('sandbox');
  const part = await serving.get(path, { range: 'bytes=-6' });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 15-20/21', 'report']);
  expect((await serving.get(path, { 'if-none-match': `"${digest}"` })).status).toBe(304);
  expect((await serving.get(path, { range: 'bytes=21-30' })).status).toBe(416);
  expect((await serving.get(`/api/v1/artifacts/sha256:${'0'.repeat(64)}`)).status).toBe(404);
  expect((await serving.get('/api/v1/artifacts/secret')).status).toBe(400);
});

test('describes every route in OpenAPI', async () => {
  const { openapi, paths } = (await (await serving.get('/api/v1/openapi.json')).json()) as {
    openapi: string;
    paths: Record<string, object>;
  };
  expect(openapi).toBe('3.1.0');
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const declared = routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  expect(new Set([...described, 'GET /api/v1/openapi.json'])).toEqual(new Set(declared));
});

test('refuses a port that is in use, naming it', async () => {
  const port = Number(new URL(serving.url).port);
  await expectRejection(startServing({ port }), 'PORT_IN_USE', `port ${String(port)} on 127.0.0.1 is in use`);
});

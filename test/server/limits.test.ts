import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { eventually, startServing, type Serving } from '../support/serving.js';
import { scalingModel } from '../support/tiny-models.js';

const predict = '/api/v1/models/scale/predict';
let serving: Serving;

beforeAll(async () => {
  serving = await startServing({ limits: { headTimeoutMs: 300, requestTimeoutMs: 600, connections: 20 } });
  await serving.deploy('scale', await serving.register('scale', scalingModel(2)));
  await eventually(
    () => serving.get('/v2/models/scale/ready'),
    ({ status }) => status === 200,
  );
});

afterAll(() => serving.stop());

/** A connection of its own, that ends with the test. */
async function dial(): Promise<Socket> {
  const { hostname, port } = new URL(serving.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined); // a server that hangs up may do so rudely
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

function postText(path: string, body: string): Promise<Response> {
  return fetch(serving.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

async function codeOf(asked: Promise<Response>): Promise<unknown> {
  const response = await asked;
  return [response.status, ((await response.json()) as { code?: string }).code];
}

test('refuses an address that is too long, and headers that are too large', async () => {
  expect(await codeOf(serving.get(`/api/v1/models?x=${'x'.repeat(9_000)}`))).toEqual([414, 'URL_TOO_LONG']);
  const response = await serving.get('/api/v1/models', { 'x-large': 'x'.repeat(20_000) });
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect([response.status, await response.json()]).toMatchObject([431, { code: 'HEADERS_TOO_LARGE' }]);
});

test('answers what is no HTTP with a problem, and hangs up', async () => {
  const socket = await dial();
  socket.write('hello there\r\n\r\n');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toContain('"code":"REQUEST_INVALID"');
});

test.each([
  { what: 'says nothing', words: '' },
  { what: 'never ends its headers', words: 'GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: 1\r\n' },
  {
    what: 'never ends its body',
    words: `POST ${predict} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\ncontent-type: application/json\r\n\r\n{`,
  },
])('hangs up on a client that $what', async ({ words }) => {
  const socket = await dial();
  if (words !== '') socket.write(words);
  expect(await text(socket)).toContain('REQUEST_TIMED_OUT');
});

test('drops connections beyond its limit, and answers again when there is room', async () => {
  const sockets = await Promise.all(Array.from({ length: 40 }, dial));
  const closed = () => Promise.resolve(sockets.filter((socket) => socket.destroyed || socket.readableEnded).length);
  expect(await eventually(closed, (count) => count >= 20)).toBeGreaterThanOrEqual(20);
  for (const socket of sockets) socket.destroy();
  const { status } = await eventually(
    () => serving.get('/healthz').catch(() => ({ status: 0 })),
    (answer) => answer.status === 200,
  );
  expect(status).toBe(200);
});

test.each(['[', '{"a":'])('refuses JSON that is nested too deep in "%s", also in what it would not look at', async (open) => {
  expect(await codeOf(postText(predict, open.repeat(100_000)))).toEqual([400, 'REQUEST_INVALID']);
  const inside = `{"rows":[{"x":${open.repeat(70)}1`;
  expect(await codeOf(postText(predict, inside))).toEqual([400, 'REQUEST_INVALID']);
  expect((await postText('/v2/models/scale/infer', `{"id":${open.repeat(100_000)}`)).status).toBe(400);
  expect((await postText('/v2/models/scale/infer', `{"inputs":[],"parameters":${open.repeat(100_000)}`)).status).toBe(400);
});

test.each([
  '{"rows":[{"x":1}],"__proto__":{"admin":true}}',
  '{"rows":[{"\\u005f_proto__":{"x":1}}]}',
  '{"rows":[{"constructor":{"prototype":{"x":1}}}]}',
])('refuses the keys by which a prototype is changed in %s', async (body) => {
  expect(await codeOf(postText(predict, body))).toEqual([400, 'REQUEST_INVALID']);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test('takes braces, brackets and such names in texts as they are', async () => {
  const response = await postText(predict, JSON.stringify({ rows: [{ x: `__proto__ \\" ${'['.repeat(100)}` }] }));
  expect(await codeOf(Promise.resolve(response))).toEqual([400, 'SCHEMA_TYPE_MISMATCH']);
});

test.each(['/healthz', '/v2', '/api/v1/models', '/api/v1/nothing', '/metrics', '/api/v1/openapi.json'])(
  'says of %s that nothing in it may run, be framed or be sniffed',
  async (path) => {
    const { headers } = await serving.get(path);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  },
);

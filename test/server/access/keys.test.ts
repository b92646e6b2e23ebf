import { expect, onTestFinished, test } from 'vitest';
import { startServing, type Serving } from '../../support/serving.js';
import { scalingModel } from '../../support/tiny-models.js';

type Options = Parameters<typeof startServing>[0];

async function serve(options: Options = {}): Promise<Serving> {
  const serving = await startServing(options);
  onTestFinished(() => serving.stop());
  return serving;
}

function bearer(key: string): { authorization: string } {
  return { authorization: `Bearer ${key}` };
}

async function codeOf(asked: Promise<Response>): Promise<unknown> {
  const response = await asked;
  return [response.status, ((await response.json()) as { code?: string }).code];
}

test('refuses to listen for other machines without a key, and does so with one or with a word that says why not', async () => {
  await expect(startServing({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'SERVER_UNPROTECTED' });
  const open = await serve({ host: '0.0.0.0', insecure: true });
  expect((await open.get('/api/v1/models')).status).toBe(200);
  const kept = await serve({ requireKeys: true });
  expect(await codeOf(kept.get('/api/v1/models'))).toEqual([401, 'KEY_MISSING']);
});

test('says by which scheme a key is sent', async () => {
  const serving = await serve({ requireKeys: true });
  const response = await serving.get('/api/v1/models');
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="leat"');
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await codeOf(serving.get('/api/v1/models', { authorization: 'Basic bGVhdDpsZWF0' }))).toEqual([401, 'KEY_INVALID']);
});

test('asks for no key on this machine, and counts one that is sent', async () => {
  const serving = await serve();
  const viewer = await serving.createKey({ role: 'viewer' });
  expect((await serving.get('/api/v1/audit')).status).toBe(200);
  expect(await codeOf(serving.get('/api/v1/audit', bearer(viewer)))).toEqual([403, 'ROLE_TOO_SMALL']);
});

test.each([
  { what: 'that a page of another origin sends', headers: { origin: 'https://example.org' } },
  { what: 'that comes through a proxy', headers: { 'x-forwarded-for': '192.0.2.1' } },
])('needs a key for a request $what', async ({ headers }) => {
  const serving = await serve();
  expect(await codeOf(serving.get('/api/v1/models', headers))).toEqual([403, 'REQUEST_FOREIGN']);
  const key = await serving.createKey({ role: 'viewer' });
  expect((await serving.get('/api/v1/models', { ...headers, ...bearer(key) })).status).toBe(200);
});

test('refuses a key that has expired, and one from the second on in which it is revoked', async () => {
  const serving = await serve({ requireKeys: true });
  const expired = await serving.createKey({ role: 'viewer', expiresAt: new Date(Date.now() - 1) });
  expect(await codeOf(serving.get('/api/v1/models', bearer(expired)))).toEqual([401, 'KEY_INVALID']);
  const key = await serving.createKey({ role: 'viewer' });
  expect((await serving.get('/api/v1/models', bearer(key))).status).toBe(200);
  await serving.metadata.revokeKey(key.slice(5, 13), new Date());
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  expect(await codeOf(serving.get('/api/v1/models', bearer(key)))).toEqual([401, 'KEY_INVALID']);
});

test('stores a hash, and when the key was used last', async () => {
  const serving = await serve({ requireKeys: true });
  const key = await serving.createKey({ role: 'viewer' });
  await serving.get('/api/v1/models', bearer(key));
  const record = await serving.metadata.key(key.slice(5, 13));
  expect(JSON.stringify(record)).not.toContain(key.slice(14));
  expect(record).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string, lastUsedAt: expect.any(Date) as Date });
});

test('lets a limited key touch what it is limited to, and nothing else', async () => {
  const serving = await serve({ requireKeys: true });
  await serving.register('scale', scalingModel(2));
  await serving.register('other', scalingModel(2));
  const limits = { pipelines: ['pets'], models: ['scale'] };
  const headers = bearer(await serving.createKey({ role: 'admin', limits }));
  expect((await serving.get('/api/v1/models/scale', headers)).status).toBe(200);
  expect((await serving.get('/v2/models/scale:1/ready', headers)).status).toBe(200);
  expect((await serving.get('/api/v1/runs?pipeline=pets', headers)).status).toBe(200);
  const refused = [
    '/api/v1/models/other',
    '/api/v1/models',
    '/api/v1/runs',
    '/api/v1/runs?pipeline=cats',
    '/api/v1/runs/none',
    '/api/v1/audit',
  ];
  for (const path of refused) expect([path, await codeOf(serving.get(path, headers))]).toEqual([path, [403, 'KEY_LIMITED']]);
});

test("refuses a limited key another pipeline's schedule, also where the body names one of its own", async () => {
  const serving = await serve({ requireKeys: true });
  const headers = bearer(await serving.createKey({ role: 'admin', limits: { pipelines: ['pets'], models: [] } }));
  const change = fetch(`${serving.url}/api/v1/schedules/cats-daily`, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ pipeline: 'pets' }),
  });
  expect(await codeOf(change)).toEqual([403, 'KEY_LIMITED']);
});

test('takes so many requests a second from a key, and says when to come again', async () => {
  const serving = await serve({ requireKeys: true });
  const headers = bearer(await serving.createKey({ role: 'viewer', requestsPerSecond: 0.1 }));
  expect((await serving.get('/api/v1/models', headers)).status).toBe(200);
  const refused = await serving.get('/api/v1/models', headers);
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 10]);
  const other = bearer(await serving.createKey({ role: 'viewer' }));
  expect((await serving.get('/api/v1/models', other)).status).toBe(200);
});

test('takes few wrong keys from an address, and still the right one', async () => {
  const serving = await serve({ requireKeys: true, limits: { failuresPerSecond: 0.5 } });
  expect((await serving.get('/api/v1/models', bearer('wrong'))).status).toBe(401);
  expect((await serving.get('/api/v1/models', bearer('wrong'))).status).toBe(429);
  expect((await serving.get('/api/v1/models', bearer(await serving.createKey({ role: 'viewer' })))).status).toBe(200);
});

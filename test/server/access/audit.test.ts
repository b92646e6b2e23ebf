import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { AccessGate } from '../../../server/access/access-gate.js';
import { KeyRing } from '../../../server/access/key-ring.js';
import { createApp } from '../../../server/create-app.js';
import { defineRoute, type RouteServices } from '../../../server/define-route.js';
import { mountRoutes } from '../../../server/mount-routes.js';
import { serverLimits } from '../../../server/server-limits.js';
import { startServing, type Serving } from '../../support/serving.js';
import { pino } from 'pino';

let serving: Serving;
beforeAll(async () => {
  serving = await startServing();
});
afterAll(() => serving.stop());

/** A route that changes something, on the server's own way of mounting. */
const paint = defineRoute({
  method: 'POST',
  path: '/api/v1/models/:model/paint',
  summary: 'Paint a model',
  role: 'deployer',
  action: 'model.paint',
  request: { params: z.strictObject({ model: z.string() }), body: z.strictObject({ colour: z.string() }) },
  replies: { 201: z.object({}) },
  problems: [],
  handle: () => ({ status: 201, headers: { location: '/api/v1/models/painted' }, body: {} }),
});

test('writes down who did what, and what a key was refused, and nothing of what was malformed', async () => {
  const log = pino({ level: 'silent' });
  const { metadata } = serving;
  const app = createApp(log, serverLimits);
  const gate = new AccessGate({ mode: 'keys', keys: new KeyRing({ metadata, log }), limits: serverLimits });
  mountRoutes(app, [paint], { ...({ metadata } as RouteServices), limits: serverLimits, gate }); // this route needs no other service
  const ask = async (key: string, body: object): Promise<number> => {
    const headers = { authorization: `Bearer ${key}`, 'x-request-id': 'asked' };
    return (await app.inject({ method: 'POST', url: '/api/v1/models/owls/paint', headers, payload: body })).statusCode;
  };
  const keys = {
    deployer: await serving.createKey({ role: 'deployer' }),
    viewer: await serving.createKey({ role: 'viewer' }),
    limited: await serving.createKey({ role: 'deployer', limits: { pipelines: [], models: ['cats'] } }),
  };
  expect(await ask(keys.deployer, { colour: 'red' })).toBe(201);
  expect(await ask(keys.deployer, { color: 'red' })).toBe(400);
  expect(await ask(keys.viewer, { colour: 'red' })).toBe(403);
  expect(await ask(keys.limited, { colour: 'red' })).toBe(403);
  await app.close();

  const entries = await metadata.auditLog({ limit: 10 });
  const actorOf = (key: string): string => `key test (${key.slice(5, 13)})`;
  const about = { action: 'model.paint', requestId: 'asked' };
  const done = { ...about, actor: actorOf(keys.deployer), outcome: 'done', subject: { model: 'owls', location: '/api/v1/models/painted' } };
  expect(entries).toHaveLength(3);
  expect(entries).toEqual(
    expect.arrayContaining([
      expect.objectContaining(done),
      expect.objectContaining({ ...about, actor: actorOf(keys.viewer), outcome: 'refused', subject: { model: 'owls' } }),
      expect.objectContaining({ ...about, actor: actorOf(keys.limited), outcome: 'refused', subject: { model: 'owls' } }),
    ]),
  );
  const answer = (await (await serving.get('/api/v1/audit?action=model.paint&limit=2')).json()) as {
    entries: object[];
    next: string | null;
  };
  expect([answer.entries.length, typeof answer.next]).toEqual([2, 'string']);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../core/access/role.js';
import { routes } from '../../server/routes/routes.js';
import { AnswerChecker } from '../support/answer-checker.js';
import { startServing, type Serving } from '../support/serving.js';
import { scalingModel } from '../support/tiny-models.js';

const BODY_BYTES = 4_096;

let serving: Serving;
let keys: Record<Role | 'limited', string>;
const answers = new AnswerChecker();

beforeAll(async () => {
  serving = await startServing({ requireKeys: true, limits: { bodyBytes: BODY_BYTES, failuresPerSecond: 10_000 } });
  await serving.deploy('known', await serving.register('known', scalingModel(2)));
  const made = (['viewer', 'operator', 'deployer', 'admin'] as const).map(async (role) => [role, await serving.createKey({ role })]);
  const limited = await serving.createKey({ role: 'admin', limits: { pipelines: ['pets'], models: [] } });
  keys = { ...(Object.fromEntries(await Promise.all(made)) as Record<Role, string>), limited };
});

afterAll(() => serving.stop());

interface Bad {
  readonly what: string;
  readonly key?: keyof typeof keys;
  readonly path?: (path: string) => string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Requests that a route may have to refuse, whatever it is about: of each, whether it is refused is its own affair. */
const bad: readonly Bad[] = [
  { what: 'no key' },
  { what: 'a wrong key', headers: { authorization: 'Bearer leat_wrong' } },
  { what: 'the least role', key: 'viewer' },
  { what: 'limits', key: 'limited' },
  { what: 'things that do not exist', key: 'admin' },
  { what: 'a body that is no JSON', key: 'admin', body: '{' },
  { what: 'a body of another form', key: 'admin', body: '{"strange":[1]}' },
  { what: 'a list', key: 'admin', body: '[]' },
  { what: 'another content type', key: 'admin', body: '{}', headers: { 'content-type': 'text/plain' } },
  { what: 'a packed body that is none', key: 'admin', body: '{}', headers: { 'content-encoding': 'gzip' } },
  { what: 'a body that is too large', key: 'admin', body: JSON.stringify({ rows: 'x'.repeat(BODY_BYTES) }) },
  { what: 'a query that it does not know', key: 'admin', path: (path) => `${path}?strange=1&limit=0` },
  { what: 'an address that is too long', key: 'admin', path: (path) => `${path}?q=${'x'.repeat(9_000)}` },
  { what: 'an old tag', key: 'admin', body: '{"version":1}', headers: { 'if-match': '"old"' } },
  { what: 'a range behind the end', key: 'admin', headers: { range: 'bytes=9-' } },
  { what: 'an id of an event that is none', key: 'admin', headers: { 'last-event-id': 'x' } },
];

test.each(routes.map(({ method, path }) => ({ method, path })))('describes what $method $path refuses', async ({ method, path }) => {
  const statuses = new Set<number>();
  for (const id of ['none', 'known']) {
    for (const { key, path: change = (same: string) => same, body, headers = {} } of bad) {
      const asked = change(path.replace(/:\w+/g, id));
      const sent = method === 'GET' || body === undefined ? {} : { body };
      const type = sent.body === undefined ? {} : { 'content-type': 'application/json' };
      const authorization = key === undefined ? {} : { authorization: `Bearer ${keys[key]}` };
      const response = await fetch(serving.url + asked, { method, headers: { ...type, ...authorization, ...headers }, ...sent });
      await answers.check(method, asked, response);
      statuses.add(response.status);
    }
  }
  expect([...statuses].filter((status) => status >= 400).length).toBeGreaterThan(0);
});

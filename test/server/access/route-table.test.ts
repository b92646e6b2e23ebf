import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles, type Role } from '../../../core/access/role.js';
import { generateApiKey } from '../../../client/api-key.js';
import { routes } from '../../../server/routes/routes.js';
import { startServing, type Serving } from '../../support/serving.js';

let serving: Serving;
const keys = new Map<Role, string>();

beforeAll(async () => {
  serving = await startServing({ requireKeys: true, limits: { failuresPerSecond: 10_000 } });
  for (const role of roles) keys.set(role, await serving.createKey({ role }));
});

afterAll(() => serving.stop());

/** Asks for a route about things that do not exist. */
async function ask({ method, path }: (typeof routes)[number], key?: string, body?: object): Promise<{ status: number; text: string }> {
  const headers = {
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const abort = new AbortController(); // a stream of events would not end by itself
  const response = await fetch(serving.url + path.replace(/:\w+/g, 'none'), {
    method,
    headers,
    signal: abort.signal,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const isRefusal = response.status >= 400;
  const text = isRefusal ? await response.text() : '';
  abort.abort();
  return { status: response.status, text };
}

describe.each(routes.map((route) => ({ ...route, route })))('$method $path', ({ role, route }) => {
  const least = role === 'public' ? -1 : roles.indexOf(role);

  test(role === 'public' ? 'asks for no key' : 'is refused without a key', async () => {
    const { status, text } = await ask(route);
    if (role === 'public') expect(status).not.toBe(401);
    else expect([status, text]).toEqual([401, expect.stringContaining('got nothing')]);
  });

  test(role === 'public' ? 'does not look at a wrong key' : 'is refused with a wrong key', async () => {
    for (const wrong of ['leat_', generateApiKey().key, `${keys.get('admin')?.slice(0, -1) ?? ''}~`]) {
      const { status, text } = await ask(route, wrong);
      if (role === 'public') expect(status).not.toBe(401);
      else expect([status, text]).toEqual([401, expect.stringContaining('with a key of this server')]);
    }
  });

  test.each(roles.map((own, index) => ({ own, index })))('answers the role $own by whether it is enough', async ({ own, index }) => {
    const { status, text } = await ask(route, keys.get(own));
    if (index < least) expect([status, text]).toEqual([403, expect.stringContaining(`got ${own}`)]);
    else expect([401, 403]).not.toContain(status);
  });
});

const limited = routes.filter(({ role, path }) => role !== 'public' && path.includes('/:')).map((route) => ({ ...route, route }));

test.each(limited)('$method $path is refused to a key that is limited to another pipeline, which the body names', async ({ route }) => {
  const key = await serving.createKey({ role: 'admin', limits: { pipelines: ['pets'], models: [] } });
  const body = route.method === 'GET' || route.method === 'DELETE' ? undefined : { pipeline: 'pets' };
  const { status, text } = await ask(route, key, body);
  // A body that is not of the route's form is refused before anybody looks at what it names.
  if (status !== 400) expect([status, text]).toEqual([403, expect.stringMatching(/expected pipeline .{1,2}pets/)]);
});

test('every route that changes something has an action for the audit log, and none that only reads', () => {
  for (const { method, role, action, path } of routes) {
    const changes = method !== 'GET' && role !== 'public' && role !== 'viewer';
    expect([path, action !== undefined]).toEqual([path, changes]);
  }
});

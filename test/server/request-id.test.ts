import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServing, type Serving } from '../support/serving.js';

let serving: Serving;

beforeAll(async () => {
  serving = await startServing();
});

afterAll(() => serving.stop());

const idFor = async (headers: Record<string, string>): Promise<string | null> =>
  (await serving.get('/healthz', headers)).headers.get('x-request-id');

test("answers with the caller's own id of a request, also to what it refuses", async () => {
  expect(await idFor({ 'x-request-id': 'order-17/a+b=c' })).toBe('order-17/a+b=c');
  const refused = await serving.get('/api/v1/nothing', { 'x-request-id': 'order-18' });
  expect([refused.status, refused.headers.get('x-request-id')]).toEqual([404, 'order-18']);
});

test.each([[{}], [{ 'x-request-id': '' }], [{ 'x-request-id': 'two words' }], [{ 'x-request-id': 'x'.repeat(129) }]])(
  'gives a request a new id when it brings %j',
  async (headers) => {
    const [one, another] = [await idFor(headers), await idFor(headers)];
    expect(one).toMatch(/^[\da-f-]{36}$/);
    expect(another).not.toBe(one);
  },
);

import { beforeAll, afterAll, expect, test } from 'vitest';
import { fuzzRoutes, type OpenApi } from '../fuzz/fuzz-routes.js';
import { fuzzCallers, serveFuzzed, type Fuzzed } from '../fuzz/serve-fuzzed.js';

let fuzzed: Fuzzed;

beforeAll(async () => {
  fuzzed = await serveFuzzed();
});

afterAll(() => fuzzed.serving.stop());

test.each(fuzzCallers)('answers made-up requests of $who to every route as its description says', async ({ who }) => {
  const requests = who === 'nobody' ? 600 : 200;
  const { options } = fuzzed;
  expect(await fuzzRoutes({ ...options, key: options.keys[who], requests, seed: 20_261_125 })).toBeGreaterThanOrEqual(requests);
});

test('describes 401 and 403 wherever a key is asked for, and nowhere else', () => {
  const { paths } = fuzzed.options.document as OpenApi & { paths: Record<string, Record<string, { security?: unknown }>> };
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { responses, security }] of Object.entries(methods)) {
      const asksForKey = security !== undefined;
      expect([method, path, '401' in responses, '403' in responses]).toEqual([method, path, asksForKey, asksForKey]);
    }
  }
});

test('tells of an answer that is not described, by the request that has it', async () => {
  const { options } = fuzzed;
  const document = { ...options.document, paths: { '/api/v1/models/{model}': { get: { parameters: [], responses: {} } } } };
  const fuzzing = fuzzRoutes({ ...options, key: undefined, document, requests: 1, seed: 1 });
  await expect(fuzzing).rejects.toThrow(
    expect.objectContaining({
      cause: expect.objectContaining({ message: expect.stringContaining('GET /api/v1/models/{model}') as string }) as Error,
    }) as Error,
  );
});

import { expect, onTestFinished, test } from 'vitest';
import { fuzzRoutes } from '../fuzz/fuzz-routes.js';
import { serveFuzzed } from '../fuzz/serve-fuzzed.js';

test('answers made-up requests to every route as its description says', async () => {
  const { serving, options } = await serveFuzzed();
  onTestFinished(() => serving.stop());
  expect(await fuzzRoutes({ ...options, requests: 600, seed: 20_261_125 })).toBeGreaterThanOrEqual(600);
});

test('tells of an answer that is not described, by the request that has it', async () => {
  const { serving, options } = await serveFuzzed();
  onTestFinished(() => serving.stop());
  const document = { ...options.document, paths: { '/api/v1/models/{model}': { get: { parameters: [], responses: {} } } } };
  const fuzzing = fuzzRoutes({ ...options, document, requests: 1, seed: 1 });
  await expect(fuzzing).rejects.toThrow(
    expect.objectContaining({
      cause: expect.objectContaining({ message: expect.stringContaining('GET /api/v1/models/{model}') as string }) as Error,
    }) as Error,
  );
});

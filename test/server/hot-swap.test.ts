import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startServing, type Serving } from '../support/serving.js';
import { scalingModel } from '../support/tiny-models.js';

let serving: Serving;

beforeAll(async () => {
  serving = await startServing();
  for (const slope of [1, 2, 3, 4]) await serving.register('scale', scalingModel(slope));
});

afterAll(() => serving.stop());

async function predictOne(): Promise<{ status: number; value?: number; model?: string }> {
  const response = await serving.post('/api/v1/models/scale/predict', { rows: [{ x: 1 }] });
  const { predictions, model } = (await response.json()) as { predictions?: { value: number }[]; model?: string };
  return { status: response.status, ...(predictions?.[0] && { value: predictions[0].value }), ...(model !== undefined && { model }) };
}

test('drops no request while an alias moves', async () => {
  await serving.deploy('scale', 1);
  await eventually(predictOne, ({ status }) => status === 200);

  let moving = true;
  const answers: Awaited<ReturnType<typeof predictOne>>[] = [];
  const load = Array.from({ length: 8 }, async () => {
    while (moving) answers.push(await predictOne());
  });
  await eventually(
    () => Promise.resolve(answers.length),
    (count) => count > 0,
  );
  for (const version of [2, 3, 4]) {
    await serving.deploy('scale', version);
    expect(await eventually(predictOne, ({ model }) => model === `scale:${String(version)}`)).toMatchObject({ value: version });
  }
  moving = false;
  await Promise.all(load);

  expect(answers.length).toBeGreaterThan(20);
  expect(answers.filter(({ status, value, model }) => status !== 200 || model !== `scale:${String(value)}`)).toEqual([]);
  expect(new Set(answers.map(({ value }) => value))).toEqual(new Set([1, 2, 3, 4]));
});

test('answers 503 with the reason while nothing of a known model can be loaded', async () => {
  const artifact = await serving.artifacts.put(new TextEncoder().encode('{}'));
  await serving.metadata.registerVersion({ model: 'broken', artifact, evaluation: null, runId: null });
  await serving.deploy('broken', 1);
  const ask = async (): Promise<[Response, string]> => {
    const response = await serving.post('/api/v1/models/broken/predict', { rows: [{ x: 1 }] });
    return [response, await response.text()];
  };
  const [response, problem] = await eventually(ask, ([, text]) => text.includes(artifact));
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  expect(JSON.parse(problem)).toMatchObject({ code: 'MODEL_NOT_READY', detail: expect.stringContaining(artifact) as string });
});

test('keeps serving the version before one that cannot be loaded', async () => {
  await serving.register('sturdy', scalingModel(5));
  await serving.deploy('sturdy', 1);
  await eventually(
    () => serving.get('/v2/models/sturdy/ready'),
    ({ status }) => status === 200,
  );
  const { card } = scalingModel(6);
  const broken = await serving.register('sturdy', { card, graph: Uint8Array.of(1, 2, 3) });
  await serving.deploy('sturdy', broken);
  const index = await eventually(
    async () =>
      (await serving.post('/v2/repository/index', {})).json() as Promise<
        { name: string; version: string; state: string; reason: string }[]
      >,
    (models) => models.some(({ name, reason }) => name === 'sturdy@champion' && reason !== ''),
  );
  expect(index.find(({ name }) => name === 'sturdy@champion')).toMatchObject({
    version: '1',
    state: 'READY',
    reason: expect.stringContaining('version 2') as string,
  });
  const answer = await serving.post('/api/v1/models/sturdy/predict', { rows: [{ x: 1 }] });
  expect(await answer.json()).toMatchObject({ predictions: [{ value: 5 }], model: 'sturdy:1' });
});

test('answers the requests it has before it stops', async () => {
  const other = await startServing();
  await other.register('scale', scalingModel(2));
  await other.deploy('scale', 1);
  await eventually(
    () => other.get('/v2/models/scale/ready'),
    ({ status }) => status === 200,
  );
  const begun = request(`${other.url}/api/v1/models/scale/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', expect: '100-continue' },
  });
  begun.flushHeaders();
  await once(begun, 'continue'); // the server has it, and waits for the body
  const stopped = other.stop();
  const answer = once(begun, 'response') as Promise<[IncomingMessage]>;
  begun.end(JSON.stringify({ rows: [{ x: 1 }] }));
  const [response] = await answer;
  response.resume();
  expect(response.statusCode).toBe(200);
  await stopped;
});

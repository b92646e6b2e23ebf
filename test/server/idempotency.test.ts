import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServing } from '../support/serving.js';
import { startApiProject, type ApiProject } from '../support/api-project.js';

let project: ApiProject;

beforeAll(async () => {
  project = await startApiProject();
});

afterAll(() => project.end());

const PATH = '/api/v1/pipelines/greet/runs';

async function countRuns(): Promise<number> {
  return (await project.engine.metadata.listRuns({ limit: 500 })).length;
}

test('gives 50 requests at once by the same key one run', async () => {
  const before = await countRuns();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      project.ask('POST', PATH, { body: { params: { word: 'once' } }, headers: { 'idempotency-key': 'fifty' } }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id));
  expect(new Set(ids).size).toBe(1);
  for (const deadline = Date.now() + 10_000; Date.now() < deadline && (await countRuns()) === before;)
    await new Promise((wake) => setTimeout(wake, 50));
  expect((await countRuns()) - before).toBe(1);
});

test('refuses a key that comes with another request', async () => {
  const headers = { 'idempotency-key': 'other' };
  expect((await project.ask('POST', PATH, { body: { params: { word: 'a' } }, headers })).status).toBe(202);
  const again = await project.ask('POST', PATH, { body: { params: { word: 'b' } }, headers });
  expect([again.status, await again.json()]).toMatchObject([409, { code: 'IDEMPOTENCY_KEY_REUSED' }]);
});

test('has one run where the server stopped between writing a start down and starting it', async () => {
  const { metadata } = project.engine;
  const headers = { 'idempotency-key': 'crashed' };
  const first = (await (await project.ask('POST', PATH, { body: {}, headers })).json()) as { id: string };
  const start = await metadata.startOf(first.id);
  // As if the process had died before it wrote down what it had started.
  await metadata.noteStarted(start?.id ?? '', null as unknown as string);
  const other = await startServing({ engine: project.engine.config });
  const again = (await (await other.post(PATH, {}, headers)).json()) as { id: string };
  await other.stop();
  expect(again.id).toBe(first.id);
});

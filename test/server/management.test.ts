import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/serving.js';
import { startApiProject, untilRun, type ApiProject } from '../support/api-project.js';

let project: ApiProject;

beforeAll(async () => {
  project = await startApiProject();
});

afterAll(() => project.end());

async function start(params: object = {}, headers: Record<string, string> = {}): Promise<string> {
  const response = await project.ask('POST', '/api/v1/pipelines/greet/runs', { body: { params }, headers });
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as { id: string };
  expect(response.headers.get('location')).toBe(`/api/v1/runs/${id}`);
  return id;
}

const isOver = ({ state }: { state: string }): boolean => state !== 'running' && state !== 'held';

test('starts a run that is found at once, and shows its stages when it is over', async () => {
  const id = await start({ word: 'hi' });
  expect(await (await project.ask('GET', `/api/v1/runs/${id}`)).json()).toMatchObject({ id, pipeline: 'greet' });
  const run = await untilRun(project, id, isOver);
  expect([run.state, run.stages.map(({ name, state }) => [name, state])]).toEqual(['completed', [['greet', 'completed']]]);
  const stage = (await (await project.ask('GET', `/api/v1/runs/${id}/stages/greet`)).json()) as { tries: unknown[] };
  expect(stage.tries).toHaveLength(1);
  expect((await project.ask('GET', `/api/v1/runs/${id}/stages/gret`)).status).toBe(404);
});

test.each([
  { pipeline: 'greeet', body: {}, status: 404, code: 'PIPELINE_UNKNOWN', detail: 'did you mean "greet"?' },
  { pipeline: 'greet', body: { params: { wrod: 'x' } }, status: 400, code: 'PARAMETER_INVALID', detail: 'wrod' },
  { pipeline: 'greet', body: { params: { word: '' } }, status: 400, code: 'PARAMETER_INVALID', detail: 'got ""' },
  { pipeline: 'greet', body: { parms: {} }, status: 400, code: 'REQUEST_INVALID', detail: 'did you mean "params"?' },
])('refuses to start $pipeline with $body', async ({ pipeline, body, status, code, detail }) => {
  const response = await project.ask('POST', `/api/v1/pipelines/${pipeline}/runs`, { body });
  expect([response.status, await response.json()]).toMatchObject([status, { code, detail: expect.stringContaining(detail) as string }]);
});

test('finds a pipeline that was added since the worker started', async () => {
  await writeFile(
    project.engine.path('late.pipeline.ts'),
    `import { definePipeline, ingest, file } from 'leat'; import { z } from 'zod';
     export default definePipeline({ name: 'late', params: z.strictObject({}), build: () => ({ rows: ingest({ source: file('none.csv') }) }) });`,
  );
  expect((await project.ask('POST', '/api/v1/pipelines/late/runs', { body: {} })).status).toBe(202);
  const { pipelines } = (await (await project.ask('GET', '/api/v1/pipelines')).json()) as { pipelines: { name: string }[] };
  expect(pipelines.map(({ name }) => name)).toEqual(['greet', 'late']);
});

test('pages through runs by pipeline and state', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) {
    const id = await start();
    await untilRun(project, id, isOver);
    ids.push(id);
  }
  const seen: string[] = [];
  for (let path: string | null = '/api/v1/runs?pipeline=greet&state=completed&limit=2'; path !== null;) {
    const page = (await (await project.ask('GET', path)).json()) as { runs: { id: string }[]; next: string | null };
    seen.push(...page.runs.map(({ id }) => id));
    path = page.next === null ? null : `/api/v1/runs?pipeline=greet&state=completed&limit=2&cursor=${page.next}`;
  }
  expect(seen.slice(0, 3)).toEqual(ids.reverse());
  expect(new Set(seen).size).toBe(seen.length);
});

test('retries a held stage, and cancels a run', async () => {
  await writeFile(project.engine.path('bad'), '');
  const id = await start({ holds: true });
  await untilRun(project, id, ({ state }) => state === 'held');
  await rm(project.engine.path('bad'));
  expect((await project.ask('POST', `/api/v1/runs/${id}/retry`, { body: { stage: 'greet' } })).status).toBe(202);
  expect((await untilRun(project, id, isOver)).state).toBe('completed');
  const over = await project.ask('POST', `/api/v1/runs/${id}/skip`, { body: { stage: 'greet' } });
  expect([over.status, await over.json()]).toMatchObject([409, { code: 'RUN_OVER' }]);

  const slow = await start({ waits: true });
  await untilRun(project, slow, ({ stages }) => stages.some(({ state }) => state === 'running'));
  expect((await project.ask('POST', `/api/v1/runs/${slow}/cancel`)).status).toBe(202);
  expect((await untilRun(project, slow, isOver)).state).toBe('cancelled');
});

test('skips a held stage, and goes on with a failed run by resume', async () => {
  await writeFile(project.engine.path('bad'), '');
  const held = await start({ holds: true });
  await untilRun(project, held, ({ state }) => state === 'held');
  expect((await project.ask('POST', `/api/v1/runs/${held}/skip`, { body: { stage: 'greet' } })).status).toBe(202);
  const failed = await start();
  expect((await untilRun(project, failed, isOver)).error).toMatchObject({ code: 'SOURCE_NO_ROWS' });
  await rm(project.engine.path('bad'));
  const resumed = await project.ask('POST', `/api/v1/runs/${failed}/resume`);
  expect(resumed.status).toBe(202);
  const { id } = (await resumed.json()) as { id: string };
  expect(await untilRun(project, id, isOver)).toMatchObject({ state: 'completed', resumedFrom: failed });
});

test.each(['approve', 'reject'])('takes the word of a person: %s', async (word) => {
  const id = await start({ asks: true });
  const say = () => project.ask('POST', `/api/v1/runs/${id}/${word}`, { body: { stage: 'approve', note: 'seen' } });
  expect((await eventually(say, ({ status }) => status === 202)).status).toBe(202);
  const { state, error } = await untilRun(project, id, isOver);
  expect([state, error?.code]).toEqual(word === 'approve' ? ['completed', undefined] : ['failed', 'APPROVAL_REJECTED']);
});

test('keeps, changes, pauses, triggers, backfills and deletes schedules, for who has seen them as they are', async () => {
  const name = `s-${randomUUID()}`;
  const path = `/api/v1/schedules/${name}`;
  const made = await project.ask('POST', '/api/v1/schedules', { body: { name, pipeline: 'greet', every: '1h', paused: true } });
  expect([made.status, made.headers.get('location')]).toEqual([201, path]);
  expect((await project.ask('POST', '/api/v1/schedules', { body: { name, pipeline: 'greet', every: '1h' } })).status).toBe(409);
  const shown = await project.ask('GET', path);
  const etag = shown.headers.get('etag') ?? '';
  expect(etag).toBe(made.headers.get('etag'));
  expect((await project.ask('GET', path, { headers: { 'if-none-match': etag } })).status).toBe(304);

  const changed = await project.ask('PATCH', path, { body: { every: '2h', note: 'less' }, headers: { 'if-match': etag } });
  expect(await changed.json()).toMatchObject({ every: '2h', note: 'less', paused: true, declared: false });
  const stale = await project.ask('POST', `${path}/resume`, { headers: { 'if-match': etag } });
  expect([stale.status, await stale.json()]).toMatchObject([412, { code: 'PRECONDITION_FAILED' }]);
  expect(await (await project.ask('POST', `${path}/resume`, { body: { note: 'go' } })).json()).toMatchObject({ paused: false, note: 'go' });
  expect(await (await project.ask('POST', `${path}/pause`)).json()).toMatchObject({ paused: true });

  const { run } = (await (await project.ask('POST', `${path}/trigger`)).json()) as { run: string };
  expect(await untilRun(project, run, isOver)).toMatchObject({ state: 'completed', schedule: name });
  const to = new Date(Date.now() - 3_600_000);
  const range = { from: new Date(to.getTime() - 6 * 3_600_000).toISOString(), to: to.toISOString() };
  expect((await project.ask('POST', `${path}/backfill`, { body: range })).status).toBe(202);
  expect((await project.ask('POST', `${path}/backfill`, { body: { from: range.to, to: range.from } })).status).toBe(400);

  expect(await (await project.ask('GET', '/api/v1/schedules')).json()).toMatchObject({ schedules: [{ name }] });
  expect((await project.ask('DELETE', path, { headers: { 'if-match': etag } })).status).toBe(412);
  expect((await project.ask('DELETE', path)).status).toBe(204);
  expect((await project.ask('GET', path)).status).toBe(404);
});

test('describes what it answers, as a page too', async () => {
  const document = (await (await project.ask('GET', '/api/v1/openapi.json')).json()) as { openapi: string; paths: object };
  expect([document.openapi, Object.keys(document.paths)]).toMatchObject(['3.1.0', expect.arrayContaining(['/api/v1/runs/{run}/events'])]);
  const page = await project.ask('GET', '/docs');
  expect([page.status, page.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining("default-src 'none'")]);
  expect(await page.text()).not.toMatch(/<script|<link|\bsrc=|href="http/);
});

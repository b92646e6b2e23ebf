import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzzRoutes, type OpenApi } from '../fuzz/fuzz-routes.js';
import { startApiProject, untilRun, type ApiProject } from '../support/api-project.js';

let project: ApiProject;
let run: string;

beforeAll(async () => {
  project = await startApiProject();
  const started = (await (await project.ask('POST', '/api/v1/pipelines/greet/runs', { body: {} })).json()) as { id: string };
  run = started.id;
  await untilRun(project, run, ({ state }) => state !== 'running');
  await project.ask('POST', '/api/v1/schedules', { body: { name: 'hourly', pipeline: 'greet', every: '1h', paused: true } });
});

afterAll(() => project.end());

test('answers made-up requests about runs, schedules, events and webhooks with Temporal behind it', { timeout: 180_000 }, async () => {
  const { serving, ask } = project;
  const document = (await (await ask('GET', '/api/v1/openapi.json')).json()) as OpenApi; // what describeRoutes makes
  const paths = Object.fromEntries(
    Object.entries(document.paths).filter(([path]) => /^\/(api\/v1\/(pipelines|runs|schedules|events|webhooks)|events)/.test(path)),
  );
  const made = (await (await ask('POST', '/api/v1/webhooks', { body: { url: 'https://a.invalid' } })).json()) as { id: string };
  const known = { run: [run], pipeline: ['greet'], schedule: ['hourly'], stage: ['greet'], webhook: [made.id] };
  const options = { url: serving.url, document: { ...document, paths }, known, seed: 20_261_125 };
  expect(await fuzzRoutes({ ...options, requests: 400, isReady: true })).toBeGreaterThanOrEqual(400);
});

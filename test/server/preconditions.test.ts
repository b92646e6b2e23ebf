import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseSettings } from '../../core/release/release-settings.js';
import { AnswerChecker } from '../support/answer-checker.js';
import { startServing, type Serving } from '../support/serving.js';
import { scalingModel } from '../support/tiny-models.js';

let serving: Serving;
const answers = new AnswerChecker();

beforeAll(async () => {
  serving = await startServing();
  for (const factor of [2, 3, 4]) await serving.register('double', scalingModel(factor));
  await serving.deploy('double', 1);
});

afterAll(() => serving.stop());

async function ask(method: string, path: string, { tag, body }: { tag?: string; body?: object } = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...(tag !== undefined && { 'if-match': tag }) };
  const response = await fetch(serving.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  await answers.check(method, path, response.clone());
  return response;
}

async function tagOf(path: string): Promise<string> {
  const { headers } = await ask('GET', path);
  return headers.get('etag') ?? '';
}

async function codeOf(asked: Promise<Response>): Promise<unknown> {
  const response = await asked;
  return [response.status, ((await response.json()) as { code?: string }).code];
}

const stale = [412, 'PRECONDITION_FAILED'];
const model = '/api/v1/models/double';

test('moves an alias for who has seen where it points, and for nobody who has not', async () => {
  const tag = await tagOf(model);
  expect((await ask('POST', `${model}/promote`, { tag, body: { version: 2 } })).status).toBe(200);
  for (const order of ['promote', 'release'])
    expect(await codeOf(ask('POST', `${model}/${order}`, { tag, body: { version: 3 } }))).toEqual(stale);
  expect(await codeOf(ask('POST', `${model}/rollback`, { tag, body: {} }))).toEqual(stale);
  expect((await ask('POST', `${model}/rollback`, { tag: await tagOf(model), body: {} })).status).toBe(200);
  expect((await serving.metadata.versionByAlias('double', 'champion'))?.version).toBe(1);
});

test('lets one of many through that have seen the same', async () => {
  const tag = await tagOf(model);
  const orders = Array.from({ length: 8 }, (_, index) => ask('POST', `${model}/promote`, { tag, body: { version: 2 + (index % 2) } }));
  const statuses = (await Promise.all(orders)).map(({ status }) => status);
  const { version } = (await serving.metadata.versionByAlias('double', 'champion')) ?? {};
  const [newest, before] = await serving.metadata.deployments('double');
  expect([newest?.version, before?.version]).toEqual([version, 1]);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
});

test('says nothing of a model that is not there by a tag', async () => {
  expect(await codeOf(ask('POST', '/api/v1/models/none/promote', { tag: '*', body: { version: 1 } }))).toEqual([404, 'MODEL_UNKNOWN']);
});

test('decides a release for who has seen how far it is', async () => {
  const release = { id: 'one', model: 'double', alias: 'shy', candidate: 2, settings: releaseSettings.parse({}), runId: null, by: null };
  const before = await tagOf(`${model}/releases`);
  await serving.metadata.askForRelease(release);
  expect(await codeOf(ask('POST', `${model}/approve`, { tag: before, body: { alias: 'shy' } }))).toEqual(stale);
  const tag = await tagOf(`${model}/releases`);
  expect((await ask('POST', `${model}/approve`, { tag, body: { alias: 'shy' } })).status).toBe(200);
});

test('changes and deletes a sent pipeline for who has seen its newest version', async () => {
  const path = '/api/v1/pipelines/rows';
  const stages = { ingest: { with: { source: { source: 'file', path: 'rows.csv' } } } };
  const rows = { leat: 1, name: 'rows', stages, outputs: { table: { $from: 'ingest' } } };
  expect(await codeOf(ask('PUT', path, { tag: '*', body: rows }))).toEqual([404, 'PIPELINE_UNKNOWN']);
  expect((await ask('PUT', path, { body: rows })).status).toBe(201);
  const tag = await tagOf(path);
  expect((await ask('PUT', path, { tag, body: { ...rows, description: 'Rows.' } })).status).toBe(200);
  expect(await codeOf(ask('PUT', path, { tag, body: rows }))).toEqual(stale);
  expect(await codeOf(ask('DELETE', path, { tag }))).toEqual(stale);
  expect((await ask('DELETE', path, { tag: await tagOf(path) })).status).toBe(204);
});

test('changes, rotates and deletes a webhook for who has seen it as it is', async () => {
  const made = (await (await ask('POST', '/api/v1/webhooks', { body: { url: 'https://a.example' } })).json()) as { id: string };
  const path = `/api/v1/webhooks/${made.id}`;
  const tag = await tagOf(path);
  expect((await ask('PATCH', path, { tag, body: { enabled: false } })).status).toBe(200);
  expect(await codeOf(ask('PATCH', path, { tag, body: { enabled: true } }))).toEqual(stale);
  expect(await codeOf(ask('POST', `${path}/rotate`, { tag }))).toEqual(stale);
  expect(await codeOf(ask('DELETE', path, { tag }))).toEqual(stale);
  expect((await ask('DELETE', path, { tag: await tagOf(path) })).status).toBe(204);
});

test('lets one of many change a webhook that have seen the same', async () => {
  const made = (await (await ask('POST', '/api/v1/webhooks', { body: { url: 'https://a.example' } })).json()) as { id: string };
  const path = `/api/v1/webhooks/${made.id}`;
  const tag = await tagOf(path);
  const changes = Array.from({ length: 8 }, (_, index) => ask('PATCH', path, { tag, body: { description: String(index) } }));
  const statuses = (await Promise.all(changes)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 412)).toHaveLength(7);
});

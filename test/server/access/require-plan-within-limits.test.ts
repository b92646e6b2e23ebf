import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtInDeclarations } from '../../../activities/stages.js';
import { describeParams } from '../../../core/pipeline/describe-params.js';
import { namingParams } from '../../../server/access/require-plan-within-limits.js';
import { startServing, type Serving } from '../../support/serving.js';

let serving: Serving;
let key: string;

beforeAll(async () => {
  serving = await startServing({ requireKeys: true });
  key = await serving.createKey({ role: 'deployer', limits: { pipelines: ['pets'], models: ['owls'] } });
});

afterAll(() => serving.stop());

async function put(parts: object): Promise<{ status: number; code?: string; detail?: string; details?: object }> {
  const ingest = { with: { source: { source: 'file', path: 'pets.csv' } } };
  const { stages = {}, ...rest } = parts as { stages?: Record<string, object> };
  const used = Object.keys(stages);
  const outputs = Object.fromEntries(['ingest', ...used].map((name) => [name, { $from: name }]));
  const body = JSON.stringify({ leat: 1, name: 'pets', stages: { ingest, ...stages }, outputs, ...rest });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(`${serving.url}/api/v1/pipelines/pets`, { method: 'PUT', headers, body });
  const answer = (await response.json()) as { code?: string; detail?: string; details?: object };
  return { ...answer, status: response.status };
}

const table = { $from: 'ingest' };
const name = { type: 'string', default: 'owls' };
const score = (registered: unknown) => ({ stages: { score: { with: { table, registered } } } });
const external = { train: table, program: 'sh', target: 'y', columns: ['x'] };

test.each([
  ['scores', score('owls:3')],
  ['reads what was asked of', { stages: { loggedRows: { with: { model: 'owls' } } } }],
  ['rolls back', { onFailure: [{ kind: 'rollBack', model: 'owls', alias: 'champion' }] }],
])('takes a pipeline that %s a model of the key', async (_what, parts) => {
  const { status } = await put(parts);
  expect([200, 201]).toContain(status);
});

test.each([
  ['scores', score('cats@champion'), 'stages.score.with.registered'],
  ['is given', { params: { name }, ...score({ $param: 'name' }) }, 'stages.score.with.registered'],
  ['reads what was asked of', { stages: { mine: { stage: 'loggedRows', with: { model: 'cats' } } } }, 'stages.mine.with.model'],
  [
    'registers',
    { stages: { external: { with: external }, register: { with: { model: { $from: 'external' }, name: 'cats' } } } },
    'stages.external.stage',
  ],
  ['rolls back', { onDegraded: [{ kind: 'rollBack', model: 'cats', alias: 'champion' }] }, 'onDegraded.0.model'],
])('refuses a pipeline that %s another model, with the place', async (_what, parts, place) => {
  expect(await put(parts)).toMatchObject({
    status: 403,
    code: 'KEY_LIMITED',
    detail: expect.stringContaining(place) as string,
    details: { place },
  });
});

test.each([
  ['starts', { onFailure: [{ kind: 'startPipeline', pipeline: 'cats', params: {} }] }, 'onFailure.0.pipeline'],
  ['waits for', { stages: { waitFor: { with: { what: { kind: 'run', pipeline: 'cats' } } } } }, 'stages.waitFor.with.what.pipeline'],
])('refuses a pipeline that %s another pipeline, with the place', async (_what, parts, place) => {
  expect(await put(parts)).toMatchObject({ status: 403, code: 'KEY_LIMITED', details: { place } });
});

test('writes down what it refused', async () => {
  await put(score('cats'));
  const [entry] = await serving.metadata.auditLog({ action: 'pipeline.put', limit: 1 });
  expect(entry).toMatchObject({ outcome: 'refused', subject: { pipeline: 'pets' } });
});

test('knows every parameter of a built-in stage that names a model', () => {
  const naming = [...builtInDeclarations].flatMap(([stage, { params }]) =>
    describeParams(params)
      .filter(({ name: param, type, meaning }) => type.startsWith('text') && /\b(model|registry)\b/i.test(`${param} ${meaning}`))
      .map((param) => [stage, param.name]),
  );
  const notNames = [
    ['register', 'notes'],
    ['register', 'licence'],
    ['external', 'target'],
    ['pretrained', 'target'],
  ];
  const known = Object.entries(namingParams).flatMap(([stage, params]) => Object.keys(params).map((param) => [stage, param]));
  expect(naming.filter((one) => !notNames.some((other) => one.join() === other.join())).sort()).toEqual(known.sort());
});

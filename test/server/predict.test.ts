import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startServing, type Serving } from '../support/serving.js';
import { clusterModel, foreignModel, petModel, scalingModel } from '../support/tiny-models.js';

let serving: Serving;

beforeAll(async () => {
  serving = await startServing();
  await serving.deploy('pets', await serving.register('pets', await petModel()));
  await serving.deploy('scale', await serving.register('scale', scalingModel(2)));
  await serving.register('scale', scalingModel(3));
  await serving.deploy('groups', await serving.register('groups', clusterModel()));
  await serving.deploy('foreign', await serving.register('foreign', foreignModel()));
  await eventually(
    async () => (await serving.post('/v2/repository/index', {})).json() as Promise<{ state: string }[]>,
    (models) => models.length === 4 && models.every(({ state }) => state === 'READY'),
  );
});

afterAll(() => serving.stop());

async function predict(model: string, rows: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await serving.post(`/api/v1/models/${model}/predict`, { rows });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('predicts rows of mixed types with the probability of each class', async () => {
  const { status, body } = await predict('pets', [
    { weight: 4, sex: 'f', vaccinated: true },
    { weight: 30, sex: 'm', vaccinated: false },
  ]);
  expect({ status, model: body.model }).toEqual({ status: 200, model: 'pets:1' });
  expect(body.predictions).toEqual([
    { label: 'cat', probabilities: { cat: expect.closeTo(0.9933, 4) as number, dog: expect.closeTo(0.0067, 4) as number } },
    { label: 'dog', probabilities: { cat: expect.closeTo(0.0003, 4) as number, dog: expect.closeTo(0.9997, 4) as number } },
  ]);
});

test('takes missing values and unknown categories as the recipe says', async () => {
  const { status, body } = await predict('pets', [
    { sex: 'f', vaccinated: true },
    { weight: null, sex: '', vaccinated: true },
    { weight: 13, sex: 'f', vaccinated: true },
    { weight: 13, sex: 'unheard of', vaccinated: true },
  ]);
  expect(status).toBe(200);
  expect((body.predictions as { label: string }[]).map(({ label }) => label)).toEqual(['dog', 'dog', 'cat', 'dog']);
});

test('predicts values of a regression', async () => {
  expect((await predict('scale', [{ x: 1.5 }, { x: -2 }])).body).toEqual({
    predictions: [{ value: 3 }, { value: -4 }],
    model: 'scale:1',
    id: expect.any(String) as string,
  });
});

test('gives each row its cluster and the distance to its centre', async () => {
  const { body } = await predict('groups', [{ x: 1.5 }, { x: 12 }]);
  expect(body.predictions).toEqual([
    { cluster: 0, distance: 1.5 },
    { cluster: 1, distance: 2 },
  ]);
});

test('predicts with a version that no alias points to', async () => {
  expect((await predict('scale:2', [{ x: 1.5 }])).body).toEqual({
    predictions: [{ value: 4.5 }],
    model: 'scale:2',
    id: expect.any(String) as string,
  });
});

test.each([
  {
    what: 'an unknown column',
    model: 'pets',
    rows: [{ weight: 4, wieght: 5 }],
    status: 400,
    code: 'SCHEMA_COLUMN_UNKNOWN',
    text: 'row 1: unknown column "wieght"',
  },
  {
    what: 'a text for a number',
    model: 'pets',
    rows: [{ weight: 4 }, { weight: 'heavy' }],
    status: 400,
    code: 'SCHEMA_TYPE_MISMATCH',
    text: 'column "weight", row 2: expected integer, got "heavy"',
  },
  {
    what: 'true for a number',
    model: 'scale',
    rows: [{ x: true }],
    status: 400,
    code: 'SCHEMA_TYPE_MISMATCH',
    text: 'column "x", row 1: expected number, got true',
  },
  {
    what: 'a number for a text',
    model: 'pets',
    rows: [{ sex: 3 }],
    status: 400,
    code: 'SCHEMA_TYPE_MISMATCH',
    text: 'column "sex", row 1: expected string, got 3',
  },
  { what: 'a list for a value', model: 'scale', rows: [{ x: [1] }], status: 400, code: 'SCHEMA_TYPE_MISMATCH', text: 'got [1]' },
  {
    what: 'a missing value that nothing imputes',
    model: 'scale',
    rows: [{ x: 1 }, {}],
    status: 400,
    code: 'PREDICT_NOT_FINITE',
    text: 'row 2',
  },
  {
    what: 'a column that only a prototype can have',
    model: 'pets',
    rows: [JSON.parse('{"__proto__": {"weight": 4}}') as object],
    status: 400,
    code: 'REQUEST_INVALID',
    text: '"__proto__"',
  },
  { what: 'no rows', model: 'pets', rows: [], status: 400, code: 'REQUEST_INVALID', text: 'body.rows' },
  {
    what: 'a row that is no object',
    model: 'pets',
    rows: [7],
    status: 400,
    code: 'REQUEST_INVALID',
    text: 'body.rows.0: expected record; got 7',
  },
  { what: 'an unknown model', model: 'plants', rows: [{ x: 1 }], status: 404, code: 'MODEL_UNKNOWN', text: 'no model is named "plants"' },
  {
    what: 'an unknown alias',
    model: 'scale@next',
    rows: [{ x: 1 }],
    status: 404,
    code: 'MODEL_UNKNOWN',
    text: 'no alias "next"; versions: ',
  },
  { what: 'an unknown version', model: 'scale:9', rows: [{ x: 1 }], status: 404, code: 'MODEL_UNKNOWN', text: 'no version 9' },
  {
    what: 'a malformed reference',
    model: 'scale:latest',
    rows: [{ x: 1 }],
    status: 400,
    code: 'MODEL_REFERENCE_INVALID',
    text: '"scale:latest"',
  },
  {
    what: 'a graph that takes no columns',
    model: 'foreign',
    rows: [{ x: 1 }],
    status: 400,
    code: 'MODEL_WITHOUT_COLUMNS',
    text: 'tensor "features" (float32 [batch, 3])',
  },
])('refuses $what', async ({ model, rows, status, code, text }) => {
  const answer = await predict(model, rows);
  expect(answer).toMatchObject({ status, body: { status, code, detail: expect.stringContaining(text) as string } });
});

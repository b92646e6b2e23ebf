import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startServing, type Serving } from '../support/serving.js';
import { foreignModel, petModel, scalingModel } from '../support/tiny-models.js';

let serving: Serving;

beforeAll(async () => {
  serving = await startServing();
  await serving.deploy('pets', await serving.register('pets', await petModel()));
  await serving.deploy('scale', await serving.register('scale', scalingModel(2)));
  await serving.register('scale', scalingModel(3));
  await serving.deploy('foreign', await serving.register('foreign', foreignModel()));
  await eventually(
    async () => (await serving.post('/v2/repository/index', {})).json() as Promise<{ state: string }[]>,
    (models) => models.length === 3 && models.every(({ state }) => state === 'READY'),
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
  expect((await predict('scale', [{ x: 1.5 }, { x: -2 }])).body).toEqual({ predictions: [{ value: 3 }, { value: -4 }], model: 'scale:1' });
});

test('predicts with a version that no alias points to', async () => {
  expect((await predict('scale:2', [{ x: 1.5 }])).body).toEqual({ predictions: [{ value: 4.5 }], model: 'scale:2' });
});

test.each([
  ['an unknown column', 'pets', [{ weight: 4, wieght: 5 }], 400, 'SCHEMA_COLUMN_UNKNOWN', 'row 1: unknown column "wieght"'],
  ['a text for a number', 'pets', [{ weight: 4 }, { weight: 'heavy' }], 400, 'SCHEMA_TYPE_MISMATCH', 'column "weight", row 2: expected integer, got "heavy"'],
  ['true for a number', 'scale', [{ x: true }], 400, 'SCHEMA_TYPE_MISMATCH', 'column "x", row 1: expected number, got true'],
  ['a number for a text', 'pets', [{ sex: 3 }], 400, 'SCHEMA_TYPE_MISMATCH', 'column "sex", row 1: expected string, got 3'],
  ['a list for a value', 'scale', [{ x: [1] }], 400, 'SCHEMA_TYPE_MISMATCH', 'got [1]'],
  ['a missing value that nothing imputes', 'scale', [{ x: 1 }, {}], 400, 'PREDICT_NOT_FINITE', 'row 2'],
  ['no rows', 'pets', [], 400, 'REQUEST_INVALID', 'body.rows'],
  ['a row that is no object', 'pets', [7], 400, 'REQUEST_INVALID', 'body.rows.0: Invalid input: expected record, received number; got 7'],
  ['an unknown model', 'plants', [{ x: 1 }], 404, 'MODEL_UNKNOWN', 'no model is named "plants"'],
  ['an unknown alias', 'scale@next', [{ x: 1 }], 404, 'MODEL_UNKNOWN', 'no alias "next"; versions: '],
  ['an unknown version', 'scale:9', [{ x: 1 }], 404, 'MODEL_UNKNOWN', 'no version 9'],
  ['a malformed reference', 'scale:latest', [{ x: 1 }], 400, 'MODEL_REFERENCE_INVALID', '"scale:latest"'],
  ['a graph that takes no columns', 'foreign', [{ x: 1 }], 400, 'MODEL_WITHOUT_COLUMNS', 'tensor "features" (float32 [batch, 3])'],
])('refuses %s', async (_, model, rows, status, code, text) => {
  const answer = await predict(model, rows);
  expect(answer).toMatchObject({ status, body: { status, code, detail: expect.stringContaining(text) as string } });
});

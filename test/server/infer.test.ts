import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startServing, type Serving } from '../support/serving.js';
import { foreignModel, petModel } from '../support/tiny-models.js';

let serving: Serving;

const weight = { name: 'weight', shape: [2, 1], datatype: 'FP64', data: [4, 30] };
const sex = { name: 'sex', shape: [2, 1], datatype: 'BYTES', data: ['f', 'm'] };
const vaccinated = { name: 'vaccinated', shape: [2, 1], datatype: 'BOOL', data: [true, false] };

beforeAll(async () => {
  serving = await startServing();
  await serving.deploy('pets', await serving.register('pets', await petModel()));
  await serving.deploy('foreign', await serving.register('foreign', foreignModel()));
  await eventually(
    async () => (await serving.get('/v2/models/foreign/ready')).status + (await serving.get('/v2/models/pets/ready')).status,
    (statuses) => statuses === 400,
  );
});

afterAll(() => serving.stop());

async function infer(model: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await serving.post(`/v2/models/${model}/infer`, body);
  return { status: response.status, body: await response.json() };
}

/** A list in a list, and so on. */
function lists(levels: number): unknown {
  return levels === 0 ? 1 : [lists(levels - 1)];
}

test('answers as the inference protocol has it', async () => {
  expect(await infer('pets', { id: 'a1', inputs: [weight, sex, vaccinated] })).toEqual({
    status: 200,
    body: {
      model_name: 'pets',
      model_version: '1',
      id: 'a1',
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [2], data: ['cat', 'dog'] },
        {
          name: 'probabilities',
          datatype: 'FP32',
          shape: [2, 2],
          data: [0.99, 0.01, 0, 1].map((value) => expect.closeTo(value, 2) as number),
        },
      ],
    },
  });
});

test.each([
  ['integers and nested data', { ...weight, datatype: 'INT64', data: [[4], [30]] }],
  ['shape [rows]', { ...weight, datatype: 'FP32', shape: [2] }],
])('widens %s without loss', async (_, input) => {
  const { body } = await infer('pets@champion', { inputs: [input, sex, vaccinated], outputs: [{ name: 'label' }] });
  expect(body).toMatchObject({ outputs: [{ name: 'label', data: ['cat', 'dog'] }] });
});

test('serves a version by its number, in the path and after the name', async () => {
  for (const model of ['pets/versions/1', 'pets:1']) {
    expect(await infer(model, { inputs: [weight, sex, vaccinated] })).toMatchObject({ status: 200, body: { model_version: '1' } });
  }
});

test('gives all outputs to whoever names none', async () => {
  const { body } = await infer('pets', { inputs: [weight, sex, vaccinated], outputs: [] });
  expect(body).toMatchObject({ outputs: [{ name: 'label' }, { name: 'probabilities' }] });
});

test('takes null as a missing value', async () => {
  const { body } = await infer('pets', { inputs: [{ ...weight, data: [null, 1] }, { ...sex, data: ['f', null] }, vaccinated] });
  expect(body).toMatchObject({ outputs: [{ data: ['dog', 'dog'] }, {}] });
});

test('serves the tensors of a graph made elsewhere', async () => {
  const features = { name: 'features', shape: [2, 3], datatype: 'FP32', data: [1, 2, 3, 4, 5, 6] };
  expect(await infer('foreign', { inputs: [features] })).toMatchObject({
    status: 200,
    body: { outputs: [{ name: 'score', datatype: 'INT64', shape: [2, 1], data: [321, 654] }] },
  });
  expect(await (await serving.get('/v2/models/foreign')).json()).toEqual({
    name: 'foreign',
    versions: ['1'],
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'features', datatype: 'FP32', shape: [-1, 3] }],
    outputs: [{ name: 'score', datatype: 'INT64', shape: [-1, 1] }],
  });
});

test.each([
  ['a number as text', { ...weight, data: ['4', 30] }, 'input "weight": value 0: expected a number or null (FP64), got "4"'],
  ['true for a number', { ...weight, data: [4, true] }, 'value 1: expected a number or null (FP64), got true'],
  ['a fraction as INT64', { ...weight, datatype: 'INT64', data: [1.5, 2] }, 'got 1.5'],
  ['a number out of the range of FP32', { ...weight, datatype: 'FP32', data: [1e39, 2] }, 'got 1e+39'],
  ['texts for a numeric input', { ...weight, datatype: 'BYTES', data: ['4', '30'] }, 'expected datatype FP64, got BYTES'],
  ['an unknown datatype', { ...weight, datatype: 'FP8' }, 'body.inputs.0.datatype: expected one of BOOL, '],
  ['a size that is none', { ...weight, shape: [1.5, 1] }, 'body.inputs.0.shape: expected sizes of 0 or more, got 1.5'],
  ['another number of values', { ...weight, data: [4] }, 'shape [2, 1] expects 2 values, got 1'],
  ['data of another depth', { ...weight, data: [[[4]], [[30]]] }, 'value 0: expected a number or null (FP64), got [4]'],
  ['a shape larger than the body', { ...weight, shape: [2 ** 40, 1] }, 'expects 1099511627776 values, got fewer'],
  ['ragged data', { ...weight, data: [[4], [30, 31]] }, 'ragged data: expected 1 items, got 2'],
  ['another shape', { ...weight, shape: [1, 2] }, 'input "weight": expected shape'],
  ['another number of rows', { ...weight, shape: [3, 1], data: [1, 2, 3] }, 'expected shape'],
  ['no data', { ...weight, data: undefined }, 'expected "data", got nothing'],
  [
    'binary data that is not there',
    { ...weight, data: undefined, parameters: { binary_data_size: 16 } },
    'expected 16 bytes of binary data',
  ],
  ['an unknown input', { ...weight, name: 'height' }, 'input "height": the model has no such input; it takes weight, sex, vaccinated'],
  ['an input twice', sex, 'input "sex": expected once, got twice'],
  ['an unknown field', { ...weight, dtype: 'FP64' }, 'unknown field "dtype"'],
])('refuses %s', async (_, input, text) => {
  const answer = await infer('pets', { inputs: [input, sex, vaccinated] });
  expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining(text) as string } });
});

test.each([
  ['a missing input', { inputs: [weight, sex] }, 'input "vaccinated": expected a tensor, got nothing'],
  [
    'an unknown output',
    { inputs: [weight, sex, vaccinated], outputs: [{ name: 'score' }] },
    'output "score": the model has no such output; it gives label, probabilities',
  ],
  ['no inputs', {}, 'body.inputs'],
  ['a list for the body', [], 'body: expected an object, got []'],
  [
    'a value that is nested without end',
    { inputs: [weight, sex, vaccinated], parameters: { deep: lists(1_000) } },
    'expected at most 64 levels',
  ],
  ['a time that is none', { inputs: [weight, sex, vaccinated], parameters: { timeout: 'soon' } }, 'body.parameters.timeout'],
])('refuses %s', async (_, body, text) => {
  expect(await infer('pets', body)).toEqual({ status: 400, body: { error: expect.stringContaining(text) as string } });
});

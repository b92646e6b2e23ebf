import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pretrainedActivity } from '../../activities/pretrained.js';
import { bindSession } from '../../core/model/bind-session.js';
import { feedsOf } from '../../core/model/feeds.js';
import { inspectModel } from '../../core/onnx/inspect-model.js';
import { readPredictions } from '../../core/model/predictions.js';
import type { Message } from '../../core/onnx/messages.js';
import { writeMessage } from '../../core/onnx/protobuf.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import { expectRejection } from '../support/expect-refusal.js';
import { StageBench } from './stage-bench.js';

// Made and asked by test/fixtures/foreign/make-models.py, which names the versions of the libraries.
const fixtures = path.resolve('test/fixtures/foreign');
const bench = new StageBench({ dataRoots: [fixtures] });

interface Expected {
  readonly x: readonly (readonly (number | string)[])[];
  readonly labels?: readonly (string | number)[];
  readonly probabilities?: readonly (readonly number[])[];
  readonly values?: readonly number[];
}

const expected = JSON.parse(readFileSync(path.join(fixtures, 'expected.json'), 'utf8')) as Record<string, Expected>; // written by that script

async function importAndPredict(name: string, params: object = {}) {
  const { model } = (await bench.run(pretrainedActivity, {}, { path: `${name}.onnx`, ...params })).outputs;
  const { card, graph } = await bench.load('model', model);
  const { signature } = card;
  const session = bindSession(await createGraphRunner().open(await graph()), signature);
  const columns = signature.inputs.map((input) => input.name);
  const x = expected[name]?.x ?? [];
  const rows = tableFromRows(x.map((row) => Object.fromEntries(row.map((value, index) => [columns[index] ?? '', value]))));
  return { signature, predictions: readPredictions(await session.run(feedsOf(signature, rows)), signature) };
}

/** Exporters compute in single precision what the libraries compute in double. */
const PRECISION = 4;

test.each(['sklearn-zipmap', 'sklearn-pipeline', 'sklearn-columns', 'lightgbm', 'xgboost'])(
  'predicts as the library does: %s',
  async (name) => {
    const { predictions, signature } = await importAndPredict(name);
    const { labels, probabilities = [] } = expected[name] ?? {};
    expect(signature.task).toBe('classification');
    if (predictions.task !== 'classification') return;
    expect(predictions.labels).toEqual(labels);
    for (const [index, value] of predictions.probabilities.entries())
      expect(value).toBeCloseTo(probabilities.flat()[index] ?? NaN, PRECISION);
  },
);

test('declares the shape of probabilities that were a map for each row', async () => {
  const { model } = (await bench.run(pretrainedActivity, {}, { path: 'sklearn-zipmap.onnx' })).outputs;
  const { outputs } = inspectModel(await (await bench.load('model', model)).graph());
  expect(outputs.at(-1)).toMatchObject({ type: 'float32', shape: ['rows', 3] });
});

test('serves a classifier that only tells labels', async () => {
  const classes = ['high', 'low', 'middle'];
  const { predictions } = await importAndPredict('sklearn-labels', { classes });
  expect(predictions).toMatchObject({ labels: expected['sklearn-labels']?.labels });
});

test.each(['sklearn-regressor', 'torch-one-row', 'float16', 'rank-1', 'newest-opset', 'optional-output', 'external'])(
  'predicts values as the library does: %s',
  async (name) => {
    const { predictions } = await importAndPredict(name);
    expect(predictions.task).toBe('regression');
    if (predictions.task !== 'regression') return;
    const digits = name === 'float16' ? 2 : PRECISION; // 11 bits of half precision
    for (const [row, value] of predictions.values.entries()) expect(value).toBeCloseTo(expected[name]?.values?.[row] ?? NaN, digits);
    expect(predictions.rows).toBe(3);
  },
);

test('takes the columns, classes and target that are given', async () => {
  const columns = ['a', 'b', 'c', 'd'];
  const inputs = [{ name: 'a', type: 'number' as const, minimum: -1, maximum: 1 }];
  const { signature } = await importAndPredict('xgboost', { columns, classes: ['no', 'yes'], target: 'churned', inputs });
  expect(signature).toMatchObject({
    target: 'churned',
    classes: ['no', 'yes'],
    inputs: [inputs[0], { name: 'b', type: 'number' }, {}, {}],
  });
});

test('names the columns of a graph with an input for each after these', async () => {
  const { signature } = await importAndPredict('sklearn-columns');
  expect(signature.inputs).toEqual([
    { name: 'age', type: 'number' },
    { name: 'plan', type: 'string' },
    { name: 'visits', type: 'number' },
  ]);
});

const folder = mkdtempSync(path.join(tmpdir(), 'leat-foreign-'));
const spoiled = new StageBench({ dataRoots: [folder] });
const whole = readFileSync(path.join(fixtures, 'lightgbm.onnx'));

function externalAt(location: string): Uint8Array {
  const weight = { name: 'weight', dimensions: [4, 1], dataType: 1, dataLocation: 1, externalData: [{ key: 'location', value: location }] };
  const value = (name: string, size: number) => ({
    name,
    type: { tensor: { elementType: 1, shape: { dimensions: [{ parameter: 'n' }, { size }] } } },
  });
  const graph = {
    nodes: [{ operator: 'MatMul', inputs: ['x', 'weight'], outputs: ['y'] }],
    initializers: [weight],
    inputs: [value('x', 4)],
    outputs: [value('y', 1)],
  };
  return writeMessage('Model', { irVersion: 10, opsetImport: [{ domain: '', version: 21 }], graph });
}

function modelOf({ nodes }: { nodes: readonly Message<'Node'>[] }, opset = 21): Uint8Array {
  const value = (name: string) => ({
    name,
    type: { tensor: { elementType: 1, shape: { dimensions: [{ parameter: 'n' }, { size: 4 }] } } },
  });
  const graph = { nodes, inputs: [value('x')], outputs: [value('y')] };
  return writeMessage('Model', { irVersion: 10, opsetImport: [{ domain: '', version: opset }], graph });
}

symlinkSync('/etc/hostname', path.join(folder, 'link.bin'));
writeFileSync(path.join(folder, 'short.bin'), new Uint8Array(8));

test.each([
  { what: 'an empty file', content: new Uint8Array(), code: 'SOURCE_FILE_EMPTY', text: 'got an empty file' },
  { what: 'a truncated file', content: whole.subarray(0, 2000), code: 'ONNX_INVALID', text: 'more bytes' },
  { what: 'another file', content: Buffer.from('PK\x03\x04 not a model'), code: 'ONNX_INVALID', text: 'not an ONNX model' },
  {
    what: 'data that lies in no file',
    content: readFileSync(path.join(fixtures, 'external.onnx')),
    code: 'ONNX_EXTERNAL_DATA',
    text: 'got none',
  },
  { what: 'data above its folder', content: externalAt('../secret.bin'), code: 'ONNX_EXTERNAL_DATA', text: 'leaves it' },
  { what: 'data at an absolute path', content: externalAt('/etc/passwd'), code: 'ONNX_EXTERNAL_DATA', text: 'leaves it' },
  { what: 'data behind a link', content: externalAt('link.bin'), code: 'ONNX_EXTERNAL_DATA', text: 'a link that leaves it' },
  {
    what: 'an operator of an unknown domain',
    content: modelOf({ nodes: [{ operator: 'FancyGelu', domain: 'com.example', inputs: ['x'], outputs: ['y'] }] }),
    code: 'ONNX_DOMAIN_UNKNOWN',
    text: 'got "com.example"',
  },
  {
    what: 'an operator set that is too new',
    content: modelOf({ nodes: [{ operator: 'Identity', inputs: ['x'], outputs: ['y'] }] }, 99),
    code: 'ONNX_OPSET_UNSUPPORTED',
    text: 'got 99',
  },
  {
    what: 'a graph that does not run on rows of its own signature',
    content: modelOf({ nodes: [{ operator: 'MatMul', inputs: ['x', 'x'], outputs: ['y'] }] }),
    code: 'INFERENCE_FAILED',
    text: 'MatMul',
  },
  { what: 'data that is too short', content: externalAt('short.bin'), code: 'ONNX_INVALID', text: 'weight' },
] as const)('refuses $what', async ({ content, code, text }) => {
  writeFileSync(path.join(folder, 'model.onnx'), content);
  await expectRejection(spoiled.run(pretrainedActivity, {}, { path: 'model.onnx' }), code, text);
});

test('refuses a file over the limit, without reading it', async () => {
  const refused = bench.run(pretrainedActivity, {}, { path: 'lightgbm.onnx', maxBytes: 1000 });
  await expectRejection(refused, 'ONNX_TOO_LARGE', 'at most 1000 bytes, got 4690');
});

test('refuses another number of columns than the graph takes', async () => {
  const refused = bench.run(pretrainedActivity, {}, { path: 'xgboost.onnx', columns: ['a', 'b'] });
  await expectRejection(refused, 'PRETRAINED_INTERFACE', 'expected shape [rows, 2] for the columns "a", "b"');
});

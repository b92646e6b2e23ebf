import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { evaluateActivity } from '../../activities/evaluate.js';
import { externalActivity } from '../../activities/external.js';
import { numericColumn } from '../../core/table/columns.js';
import { Table } from '../../core/table/table.js';
import type { ArtifactReference } from '../../stores/metadata/metadata-store.js';
import { expectRejection } from '../support/expect-refusal.js';
import { StageBench } from './stage-bench.js';

const bench = new StageBench({ dataRoots: [path.resolve('test/fixtures/external')] });
const copy = path.resolve('test/fixtures/pretrained/regressor.onnx');
/** As scikit-learn's model in that file predicts for the rows below. */
const predictions = [0.89261, 2.87773];
let rows: ArtifactReference;

beforeAll(async () => {
  const table = Table.of([
    ['x', numericColumn('number', [0.5, 1.5])],
    ['y', numericColumn('number', [10, 14])],
    ['value', numericColumn('number', [1, 2.5])],
  ]);
  rows = await bench.store(table, 1);
});

function train(settings: Record<string, unknown>, further: Record<string, unknown> = {}) {
  const declared = { program: 'node', script: 'train.mjs', target: 'value', columns: ['x', 'y'], settings };
  return bench.run(externalActivity, { train: rows }, { ...declared, ...further } as never); // some of them are wrong on purpose
}

test('takes the model that a program writes, checked against what the program says that it predicts', async () => {
  const { outputs, figures } = await train({ copy, predictions });
  expect(figures).toMatchObject({ rows: 2, parityRows: 2 });
  expect(figures['parity']).toBeLessThan(1e-5);
  const { card } = await bench.load('model', outputs.model);
  expect(card).toMatchObject({
    trainer: { name: 'external' },
    signature: { task: 'regression', target: 'value' },
    provenance: { trainedOn: rows.digest },
  });
  const { evaluation } = (await bench.run(evaluateActivity, { model: outputs.model, test: rows }, {})).outputs;
  expect((await bench.load('evaluation', evaluation)).metrics['mae']).toBeCloseTo((0.10739 + 0.37773) / 2, 4);
});

test('says when a program has not told what its model predicts', async () => {
  expect((await train({ copy })).figures).toMatchObject({ triedRows: 2, parity: 'not declared' });
});

test('hands over rows, part by part, and quotes what the program printed when it fails', async () => {
  await expectRejection(train({ fail: true }), 'EXTERNAL_FAILED', '2 rows in 2 parts, value by x and y: 1');
  await expectRejection(train({ fail: true }), 'EXTERNAL_FAILED', 'exit code 1');
});

test('refuses a program that writes no model, or something else', async () => {
  await expectRejection(train({}), 'EXTERNAL_NO_MODEL', 'model.onnx');
  await expectRejection(train({ write: 'pickled' }), 'ONNX_INVALID', 'expected');
});

test('refuses a model of another interface', async () => {
  const refused = train({ copy }, { columns: ['x', 'y', 'value'] });
  await expectRejection(refused, 'PRETRAINED_INTERFACE', '[rows, 3]');
});

test('refuses a model that predicts something else than its program says', async () => {
  await expectRejection(train({ copy, predictions: [0.89261, 9] }), 'PARITY_EXCEEDED', 'on 2 rows');
});

test('refuses predictions of another form', async () => {
  await expectRejection(train({ copy, predictions: [[0.1, 0.9]] }), 'EXTERNAL_PREDICTIONS_INVALID', '[[0.1,0.9]]');
});

test('refuses a program or a script that is not in a data root', async () => {
  await expectRejection(train({}, { script: '../pretrained/make-models.py' }), 'SOURCE_PATH_FORBIDDEN', '../pretrained/make-models.py');
  await expectRejection(train({}, { program: '/bin/sh' }), 'SOURCE_PATH_FORBIDDEN', '/bin/sh');
});

test('refuses a column that the table lacks', async () => {
  await expectRejection(train({}, { columns: ['x', 'z'] }), 'SCHEMA_COLUMN_MISSING', '"z"');
});

test('leaves no folder behind', async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('leat-external-'));
  await train({ copy });
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith('leat-external-') && !before.includes(name));
  expect(left.filter((name) => existsSync(path.join(tmpdir(), name, 'model.onnx')))).toEqual([]);
});

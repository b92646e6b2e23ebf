import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluateActivity } from '../../activities/evaluate.js';
import { pretrainedActivity } from '../../activities/pretrained.js';
import { trainActivity } from '../../activities/train.js';
import { bindSession } from '../../core/model/bind-session.js';
import { feedsOf } from '../../core/model/feeds.js';
import { readPredictions } from '../../core/model/predictions.js';
import { numericColumn, stringColumn } from '../../core/table/columns.js';
import { Table } from '../../core/table/table.js';
import { logistic } from '../../core/trainers/logistic.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import type { ArtifactReference } from '../../stores/metadata/metadata-store.js';
import { expectRejection } from '../support/expect-refusal.js';
import { penguins, speciesRecipe } from './penguins.js';
import { StageBench } from './stage-bench.js';

const fixtures = path.resolve('test/fixtures/pretrained');
const bench = new StageBench({ dataRoots: [fixtures] });

const rows = Table.of([
  ['x', numericColumn('number', [0.5, 1.5])],
  ['y', numericColumn('integer', [10, 14])],
  ['label', stringColumn(['a', 'b'])],
  ['value', numericColumn('number', [1, 2.5])],
]);

const classifier = { path: 'classifier.onnx', target: 'label', columns: ['x', 'y'], classes: ['a', 'b', 'c'] };

async function predict(model: ArtifactReference) {
  const { card, graph } = await bench.load('model', model);
  const session = bindSession(await createGraphRunner().open(await graph()), card.signature);
  return readPredictions(await session.run(feedsOf(card.signature, rows)), card.signature);
}

test('serves a classifier of scikit-learn by its columns', async () => {
  const { model } = (await bench.run(pretrainedActivity, {}, classifier)).outputs;
  const predictions = await predict(model);
  expect(predictions).toMatchObject({ labels: ['a', 'a'] });
  // As predict_proba of scikit-learn 1.9.1 gives them, in float32.
  const golden = [0.5393843650817871, 0.36241811513900757, 0.09819751977920532, 0.4724169671535492, 0.2982042729854584, 0.229378804564476];
  if (predictions.task === 'classification')
    predictions.probabilities.forEach((value, index) => {
      expect(value).toBeCloseTo(golden[index] ?? NaN, 5);
    });
});

test('serves a regressor of scikit-learn by its columns', async () => {
  const { model } = (await bench.run(pretrainedActivity, {}, { path: 'regressor.onnx', target: 'value', columns: ['x', 'y'] })).outputs;
  const predictions = await predict(model);
  expect(predictions.task === 'regression' && [...predictions.values].map((value) => value.toFixed(5))).toEqual(['0.89261', '2.87773']);
});

test('is evaluated like a model that was trained here', async () => {
  const { model } = (await bench.run(pretrainedActivity, {}, classifier)).outputs;
  const { evaluation } = (await bench.run(evaluateActivity, { model, test: await bench.store(rows) }, {})).outputs;
  expect((await bench.load('evaluation', evaluation)).metrics).toMatchObject({ accuracy: 0.5 });
});

test('takes a file that Leat exported by its path alone', async () => {
  const train = await bench.store(penguins());
  const trained = (await bench.run(trainActivity, { train }, { trainer: logistic(), recipe: speciesRecipe })).outputs.model;
  const { card, graph } = await bench.load('model', trained);
  const folder = mkdtempSync(path.join(tmpdir(), 'leat-pretrained-'));
  writeFileSync(path.join(folder, 'penguins.onnx'), await graph());
  const elsewhere = new StageBench({ dataRoots: [folder] });
  const { model } = (await elsewhere.run(pretrainedActivity, {}, { path: 'penguins.onnx' })).outputs;
  expect((await elsewhere.load('model', model)).card).toMatchObject({ signature: card.signature, graph: card.graph, profile: null });
});

test('takes from the graph what nobody says of it', async () => {
  const { model } = (await bench.run(pretrainedActivity, {}, { path: 'classifier.onnx' })).outputs;
  expect((await bench.load('model', model)).card.signature).toMatchObject({
    classes: ['a', 'b', 'c'],
    inputs: [{ name: 'f0' }, { name: 'f1' }],
  });
});

test('refuses another number of columns than the graph has features', async () => {
  const refused = bench.run(pretrainedActivity, {}, { ...classifier, columns: ['x', 'y', 'z'] });
  await expectRejection(refused, 'PRETRAINED_INTERFACE', 'got "features" float32 [-1, 2]');
});

test('refuses another number of classes than the graph answers with', async () => {
  await expectRejection(bench.run(pretrainedActivity, {}, { ...classifier, classes: ['a', 'b'] }), 'PREDICT_OUTPUT_INVALID', '3]');
});

test('refuses a truncated file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'leat-pretrained-'));
  writeFileSync(path.join(folder, 'half.onnx'), readFileSync(path.join(fixtures, 'classifier.onnx')).subarray(0, 200));
  const refused = new StageBench({ dataRoots: [folder] }).run(pretrainedActivity, {}, { ...classifier, path: 'half.onnx' });
  await expectRejection(refused, 'ONNX_INVALID', '200');
});

test('refuses a file outside the data roots', async () => {
  await expectRejection(
    bench.run(pretrainedActivity, {}, { ...classifier, path: '../../../package.json' }),
    'SOURCE_PATH_FORBIDDEN',
    'package.json',
  );
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { extractActivity } from '../../activities/extract.js';
import { scoreActivity } from '../../activities/score.js';
import { trainActivity } from '../../activities/train.js';
import { bindSession } from '../../core/model/bind-session.js';
import { feedsOf } from '../../core/model/feeds.js';
import { readPredictions } from '../../core/model/predictions.js';
import { decodeModel } from '../../core/onnx/decode-model.js';
import { Random } from '../../core/random.js';
import { numericColumn, stringColumn } from '../../core/table/columns.js';
import { Table } from '../../core/table/table.js';
import { gbdt } from '../../core/trainers/gbdt.js';
import { logistic } from '../../core/trainers/logistic.js';
import { ridge } from '../../core/trainers/ridge.js';
import { all, columns, numeric, recipe, type RecipeSpecification } from '../../core/transforms/recipe.js';
import type { TrainerChoice } from '../../core/model/trainer-choice.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import type { ArtifactReference } from '../../stores/metadata/metadata-store.js';
import { expectRejection } from '../support/expect-refusal.js';
import { StageBench } from './stage-bench.js';

const fixtures = path.resolve('test/fixtures/extractors');
const bench = new StageBench({ dataRoots: [fixtures] });
const expected = JSON.parse(readFileSync(path.join(fixtures, 'expected.json'), 'utf8')) as Record<
  'rows' | 'embedding' | 'activity',
  number[][]
> & { score: number[] }; // written by make-models.py

const number = (values: readonly number[]) => numericColumn('number', values);
const encoder = { path: 'encoder.onnx', columns: ['x', 'y', 'z'] };

/** Raw rows of all types, with missing values and texts that no model knows. */
function randomRows(seed: string, rows: number): Table {
  const random = new Random(seed);
  const draw = (value: () => number): number[] => Array.from({ length: rows }, () => (random.below(12) === 0 ? NaN : value()));
  const colours = Array.from({ length: rows }, () => ['red', 'green', 'blue', 'pink', null][random.below(5)] ?? null);
  const [x, y, z] = [draw(() => random.next() * 2), draw(() => random.next() - 0.5), draw(() => random.next() * 3)];
  return Table.of([
    ['x', number(x)],
    ['foreign_0/bias', number(y)],
    ['Add_2', number(z)],
    ['colour', stringColumn(colours)],
    [
      'level',
      numericColumn(
        'integer',
        draw(() => random.below(2)),
      ),
    ],
    ['kind', stringColumn(x.map((value, row) => (value > 1 === (colours[row] ?? '') > 'c' ? 'a' : 'b')))],
    ['amount', number(x.map((value, row) => (Number.isNaN(value) ? 0 : value) + 2 * row))],
  ]);
}

test('adds what each output says of each row, as ONNX Runtime does for Python', async () => {
  const rows = expected.rows;
  const table = Table.of(['x', 'y', 'z'].map((name, place) => [name, number(rows.map((row) => row[place] ?? NaN))]));
  const { outputs, figures } = await bench.run(extractActivity, { table: await bench.store(table, 2) }, { ...encoder, prefix: 'net_' });
  const extracted = await (await bench.load('table', outputs.table)).read();
  expect(extracted.schema.map(({ name }) => name)).toEqual(['x', 'y', 'z', 'net_embedding_0', 'net_embedding_1', 'net_activity']);
  for (const [row, values] of expected.embedding.entries()) {
    for (const [place, value] of values.entries()) expect(extracted.cell(`net_embedding_${String(place)}`, row)).toBeCloseTo(value, 5);
    expect(extracted.cell('net_activity', row)).toBeCloseTo(expected.activity[row]?.[0] ?? NaN, 6);
  }
  expect(figures).toMatchObject({ rows: 3, columns: 3 });
});

test('takes texts and whole numbers; where a whole number is missing, all of the row is', async () => {
  const table = Table.of([
    ['colour', stringColumn(['red', 'blue', 'pink', 'red', null])],
    ['level', numericColumn('integer', [0, 1, 1, NaN, 1])],
  ]);
  const { outputs } = await bench.run(extractActivity, { table: await bench.store(table) }, { path: 'mixed.onnx' });
  const extracted = await (await bench.load('table', outputs.table)).read();
  expect(Array.from({ length: 5 }, (_, row) => extracted.cell('score', row))).toEqual([...expected.score, null, 1]);
});

test('takes the data of tensors that lie in a file beside the model', async () => {
  const table = await bench.store(randomRows('beside', 20));
  const options = { columns: ['x', 'foreign_0/bias', 'Add_2'] };
  const [one, other] = [
    await bench.run(extractActivity, { table }, { path: 'encoder.onnx', ...options }),
    await bench.run(extractActivity, { table }, { path: 'encoder-beside.onnx', ...options }),
  ];
  expect(other.outputs.table).toEqual(one.outputs.table);
});

interface Case {
  readonly path: string;
  readonly columns?: string[];
  readonly trainer: TrainerChoice;
  readonly target: string;
  readonly opset: number;
}

const numbers = ['x', 'foreign_0/bias', 'Add_2'];

const cases: Case[] = [
  { path: 'encoder.onnx', columns: numbers, trainer: logistic(), target: 'kind', opset: 21 },
  { path: 'encoder.onnx', columns: numbers, trainer: gbdt({ trees: 5 }), target: 'kind', opset: 21 },
  { path: 'encoder-newer.onnx', columns: numbers, trainer: gbdt({ trees: 5 }), target: 'amount', opset: 23 },
  { path: 'encoder-newer.onnx', columns: numbers, trainer: ridge(), target: 'amount', opset: 23 },
  { path: 'mixed.onnx', trainer: ridge(), target: 'amount', opset: 21 },
];

/** Every raw column is a feature beside the extracted ones, the texts encoded. */
const features = (target: string): RecipeSpecification =>
  recipe({ target })
    .drop(columns(target === 'kind' ? 'amount' : 'kind'))
    .encode(columns('colour'), { as: 'one-hot', unknown: 'ignore' })
    .impute(numeric(), { strategy: 'median' })
    .scale(all(), { as: 'standard' });

describe('in front of a trainer, in one graph that takes raw columns', () => {
  test.each(cases)(
    '$path before $trainer.name agrees with rows that were extracted before',
    async ({ trainer, target, opset, ...model }) => {
      const train = await bench.store(randomRows('training', 400), 150);
      const { table, extractor } = (await bench.run(extractActivity, { table: train }, model)).outputs;
      const params = { trainer, recipe: features(target) };
      const fused = (await bench.run(trainActivity, { train: table, extractor }, params)).outputs.model;
      const plain = (await bench.run(trainActivity, { train: table }, params)).outputs.model;

      const raw = randomRows('fresh', 1000);
      const rows = await bench.store(raw, 400);
      const before = (await bench.run(extractActivity, { table: rows }, model)).outputs.table;
      const [one, other] = [await predict(fused, rows), await predict(plain, before)];
      expect(one.length).toBe(target === 'kind' ? 2000 : 1000);
      const largest = Math.max(...one.map((value, place) => Math.abs(value - (other[place] ?? NaN)) / Math.max(1, Math.abs(value))));
      expect(largest).toBeLessThan(1e-5);

      const { card, graph } = await bench.load('model', fused);
      expect(new Set(card.signature.inputs.map(({ name }) => name))).toEqual(new Set([...numbers, 'colour', 'level']));
      expect(Object.keys(card.profile?.columns ?? {})).not.toContain('embedding_0');
      expect(decodeModel(await graph()).opsetImport).toContainEqual({ domain: '', version: opset });
      const again = (await bench.run(trainActivity, { train: table, extractor }, params)).outputs.model;
      expect(again).toEqual(fused);
    },
  );

  async function predict(model: ArtifactReference, rows: ArtifactReference): Promise<number[]> {
    const { card, graph } = await bench.load('model', model);
    const session = bindSession(await createGraphRunner().open(await graph()), card.signature);
    const table = await (await bench.load('table', rows)).read();
    const predictions = readPredictions(await session.run(feedsOf(card.signature, table)), card.signature);
    await session.close();
    if (predictions.task === 'classification') return [...predictions.probabilities];
    return predictions.task === 'regression' ? [...predictions.values] : [];
  }
});

test('is no part of a model that learns from none of its columns', async () => {
  const train = await bench.store(randomRows('training', 100));
  const { table, extractor } = (await bench.run(extractActivity, { table: train }, { path: 'mixed.onnx' })).outputs;
  const params = { trainer: ridge(), recipe: recipe({ target: 'amount' }).select(columns('x')).impute(all(), { strategy: 'mean' }) };
  const { model } = (await bench.run(trainActivity, { train: table, extractor }, params)).outputs;
  expect((await bench.load('model', model)).card.signature.inputs.map(({ name }) => name)).toEqual(['x']);
});

test('scores raw rows like any model', async () => {
  const train = await bench.store(randomRows('training', 100));
  const { table, extractor } = (await bench.run(extractActivity, { table: train }, { path: 'mixed.onnx' })).outputs;
  const params = { trainer: ridge(), recipe: recipe({ target: 'amount' }).select(columns('score')).impute(all(), { strategy: 'mean' }) };
  const { model } = (await bench.run(trainActivity, { train: table, extractor }, params)).outputs;
  const scored = await bench.run(scoreActivity, { table: train, model }, {});
  expect(scored.figures).toMatchObject({ rows: 100 });
});

describe('refuses', () => {
  const table = randomRows('refused', 10);
  const run = async (params: { path: string; columns?: string[]; outputs?: string[]; prefix?: string }) =>
    bench.run(extractActivity, { table: await bench.store(table) }, params);

  test('operators that mean something else in the operator set of the rest', async () => {
    await expectRejection(
      run({ path: 'encoder-old.onnx', columns: numbers }),
      'ONNX_MERGE_REFUSED',
      'operator Clip: expected one that means the same',
    );
    await expectRejection(
      run({ path: 'encoder-old.onnx', columns: numbers }),
      'ONNX_MERGE_REFUSED',
      'export the model with operator set 21',
    );
  });

  test('trees of an operator set before those of gbdt', async () => {
    const older = new StageBench({ dataRoots: [path.resolve('test/fixtures/foreign')] });
    const train = await older.store(randomRows('training', 60));
    const model = { path: 'sklearn-regressor.onnx', columns: [...numbers, 'level'], prefix: 'boosted_' };
    const { table: rows, extractor } = (await older.run(extractActivity, { table: train }, model)).outputs;
    const given = { train: rows, extractor };
    const before = recipe({ target: 'amount' }).select(columns('boosted_variable'));
    expect((await older.run(trainActivity, given, { trainer: ridge(), recipe: before })).outputs.model.kind).toBe('model');
    const refused = older.run(trainActivity, given, { trainer: gbdt({ trees: 2 }), recipe: before });
    await expectRejection(refused, 'ONNX_MERGE_REFUSED', 'operator TreeEnsemble');
  });

  test('functions that the model brings', async () => {
    await expectRejection(run({ path: 'functions.onnx', columns: numbers }), 'ONNX_MERGE_REFUSED', 'Twice');
  });

  test('an output that is no table', async () => {
    await expectRejection(run({ path: 'cube.onnx', columns: numbers }), 'PRETRAINED_INTERFACE', '[3, 3, 1]');
  });

  test('an output that is not there, or is text', async () => {
    await expectRejection(run({ path: 'encoder.onnx', columns: numbers, outputs: ['label'] }), 'PRETRAINED_INTERFACE', '"label"');
  });

  test('columns that the table has not, and texts for numbers', async () => {
    await expectRejection(run({ path: 'encoder.onnx', columns: ['x', 'y', 'Add_2'] }), 'SCHEMA_COLUMN_MISSING', '"y"');
    await expectRejection(run({ path: 'encoder.onnx', columns: ['x', 'colour', 'Add_2'] }), 'SCHEMA_TYPE_MISMATCH', 'got string');
  });

  test('another number of columns than the model takes', async () => {
    await expectRejection(run({ path: 'encoder.onnx', columns: ['x', 'Add_2'] }), 'PRETRAINED_INTERFACE', '[rows, 3]');
  });

  test('names that columns have already', async () => {
    const added = table.with('score', number(Array.from({ length: 10 }, () => 1)));
    const refused = bench.run(extractActivity, { table: await bench.store(added) }, { path: 'mixed.onnx' });
    await expectRejection(refused, 'SCHEMA_COLUMN_DUPLICATE', '"score"');
  });
});

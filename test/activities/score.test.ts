import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pretrainedActivity } from '../../activities/pretrained.js';
import { scoreActivity } from '../../activities/score.js';
import { builtInDeclarations } from '../../activities/stages.js';
import { writeActivity } from '../../activities/write.js';
import { definePipeline } from '../../core/pipeline/define-pipeline.js';
import { toFile } from '../../core/pipeline/destination-descriptions.js';
import { file } from '../../core/pipeline/source-descriptions.js';
import { makePlan } from '../../core/pipeline/make-plan.js';
import { pipelineFromSpecification, type PipelineSpecification } from '../../core/pipeline/specification.js';
import { ingest } from '../../core/pipeline/stages/ingest.js';
import { score } from '../../core/pipeline/stages/score.js';
import { write } from '../../core/pipeline/stages/write.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { toRows } from '../../core/table/to-rows.js';
import { openSource } from '../../sources/sources.js';
import { z } from 'zod';
import { expectRejection } from '../support/expect-refusal.js';
import { readAll, surroundingsOf } from '../support/source-surroundings.js';
import { StageBench } from './stage-bench.js';

const folder = mkdtempSync(path.join(tmpdir(), 'leat-score-'));
const bench = new StageBench({ dataRoots: [folder, path.resolve('test/fixtures/pretrained')] });
const rows = tableFromRows([
  { id: 'a', x: 0.5, y: 10 },
  { id: 'b', x: 1.5, y: 14 },
  { id: 'c', x: 4, y: 18 },
]);

async function scored(params: { keep?: string[] } = {}, table = rows) {
  const told = { target: 'label', columns: ['x', 'y'], classes: ['a', 'b', 'c'] };
  const { model } = (await bench.run(pretrainedActivity, {}, { path: 'classifier.onnx', ...told })).outputs;
  return bench.run(scoreActivity, { model, table: await bench.store(table, 2) }, params);
}

test('adds what the model says behind the columns, part by part, in order', async () => {
  const table = await bench.load('table', (await scored()).outputs.table);
  expect(table.partCount).toBe(2);
  expect(table.schema.map(({ name }) => name)).toEqual(['id', 'x', 'y', 'prediction', 'probability_a', 'probability_b', 'probability_c']);
  expect(toRows(await table.read())).toMatchObject([
    { id: 'a', prediction: 'a' },
    { id: 'b', prediction: 'a' },
    { id: 'c', prediction: 'c' },
  ]);
});

test('keeps only the columns that are asked for', async () => {
  const table = await bench.load('table', (await scored({ keep: ['id'] })).outputs.table);
  expect(table.schema.map(({ name }) => name).slice(0, 2)).toEqual(['id', 'prediction']);
});

test('refuses rows with a column that a prediction is to have', async () => {
  await expectRejection(scored({}, tableFromRows([{ x: 1, y: 2, prediction: 'a' }])), 'SCHEMA_COLUMN_DUPLICATE', '"prediction"');
});

test('refuses to choose between no model and several', async () => {
  await expectRejection(bench.run(scoreActivity, { table: await bench.store(rows) }, {}), 'STAGE_INPUT_MISSING', 'got none');
});

test('writes a table to a file', async () => {
  const { outputs } = await bench.run(writeActivity, { table: await bench.store(rows, 2) }, { to: toFile('rows.parquet') });
  expect(await bench.load('report', outputs.report)).toMatchObject({ rows: 3, to: 'rows.parquet' });
  const source = { source: 'file', path: 'rows.parquet', rejected: 'fail', maxRejected: 1 } as const;
  expect(await readAll(await openSource(source, surroundingsOf(folder)))).toEqual(toRows(rows));
});

test('has the same plan in TypeScript and as JSON', () => {
  const written = definePipeline({
    name: 'nightly',
    params: z.strictObject({}),
    build: () => {
      const table = score({ table: ingest({ source: file('birds.parquet') }), registered: 'penguins@champion', keep: ['id'] });
      return { report: write({ table, to: toFile('predictions.parquet') }) };
    },
  });
  const specification: PipelineSpecification = {
    leat: 1,
    name: 'nightly',
    params: {},
    stages: {
      ingest: { with: { source: { source: 'file', path: 'birds.parquet' } } },
      score: { with: { table: { $from: 'ingest' }, registered: 'penguins@champion', keep: ['id'] } },
      write: { with: { table: { $from: 'score' }, to: { destination: 'file', path: 'predictions.parquet' } } },
    },
    outputs: { report: { $from: 'write' } },
  };
  const asJson = pipelineFromSpecification(specification, builtInDeclarations);
  expect(makePlan(asJson, {}).plan).toEqual(makePlan(written, {}).plan);
});

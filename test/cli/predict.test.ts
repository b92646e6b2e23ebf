import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { encodeTable } from '../../core/table/arrow.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { createProject } from '../support/create-project.js';
import { runLeat } from '../support/run-leat.js';
import { temporalAddress } from '../support/temporal-address.js';

let cwd: string;
const rows = [
  { x: 0.5, y: 10, id: 'first' },
  { x: 1.5, y: 14, id: 'second' },
];

beforeAll(async () => {
  cwd = await createProject({ 'leat.config.ts': "import { defineConfig } from 'leat'; export default defineConfig({});" });
  await copyFile('test/fixtures/pretrained/classifier.onnx', join(cwd, 'classifier.onnx'));
  const interfaceOf = ['--target', 'label', '--column', 'x', '--column', 'y', '--class', 'a', '--class', 'b', '--class', 'c'];
  const { exitCode, stdout, stderr } = await runLeat(
    ['models', 'import', 'classifier.onnx', '--name', 'letters', '--alias', 'champion', ...interfaceOf],
    { cwd, env: { TEMPORAL_ADDRESS: await temporalAddress() } },
  );
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toBe('registered letters:1, which is now letters@champion\n');
});

const writers: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  'rows.jsonl': (file) => writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
  'rows.arrow': (file) => writeFile(file, encodeTable(tableFromRows(rows))),
  'rows.parquet': async (file) => {
    const connection = await (await DuckDBInstance.create()).connect();
    return connection.run(`COPY (FROM (VALUES (0.5, 10, 'first'), (1.5, 14, 'second')) AS t(x, y, id)) TO '${file}'`);
  },
};

test.each(Object.entries(writers))('predicts the rows of %s by an imported model, as JSON lines', async (name, write) => {
  await write(join(cwd, name));
  const { exitCode, stderr } = await runLeat(['predict', 'letters', '--input', name, '--output', 'out.jsonl'], { cwd });
  expect(exitCode, stderr).toBe(0);
  const lines = (await readFile(join(cwd, 'out.jsonl'), 'utf8')).trim().split('\n');
  const predicted = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(predicted).toMatchObject(rows.map((row) => ({ ...row, prediction: 'a' })));
  expect(Object.keys(predicted[0] ?? {})).toEqual(['x', 'y', 'id', 'prediction', 'probability_a', 'probability_b', 'probability_c']);
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text as streamText } from 'node:stream/consumers';
import { DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import { beforeAll, expect, test } from 'vitest';
import { encodeTable } from '../../core/table/arrow.js';
import { tableFromRows } from '../../core/table/from-rows.js';
import { openSource } from '../../sources/sources.js';
import { createProject } from '../support/create-project.js';
import { readAll, surroundingsOf } from '../support/source-surroundings.js';
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

test.each(['parquet', 'csv', 'json', 'arrow'])('writes the same rows as %s', async (format) => {
  await writers['rows.jsonl']?.(join(cwd, 'rows.jsonl'));
  const output = `out.${format}`;
  const { exitCode, stderr } = await runLeat(['predict', 'letters', '--input', 'rows.jsonl', '--output', output, '--keep', 'id'], { cwd });
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain('letters:1 predicted 2 rows');
  const source = { source: 'file', path: output, rejected: 'fail', maxRejected: 1 } as const;
  expect(await readAll(await openSource(source, surroundingsOf(cwd)))).toMatchObject(rows.map(({ id }) => ({ id, prediction: 'a' })));
});

test('reads a query and writes a table of a database', async () => {
  new Database(join(cwd, 'birds.db')).exec('CREATE TABLE birds (x REAL, y REAL); INSERT INTO birds VALUES (0.5, 10), (1.5, 14)').close();
  const words = [
    '--input',
    'sqlite:birds.db',
    '--query',
    'SELECT * FROM birds ORDER BY x',
    '--output',
    'sqlite:birds.db',
    '--table',
    'said',
  ];
  const { exitCode, stderr } = await runLeat(['predict', 'letters', ...words], { cwd });
  expect(exitCode, stderr).toBe(0);
  const said = new Database(join(cwd, 'birds.db')).prepare('SELECT x, prediction FROM said').all();
  expect(said).toEqual([
    { x: 0.5, prediction: 'a' },
    { x: 1.5, prediction: 'a' },
  ]);
});

test('prints CSV where no output is named', async () => {
  await writers['rows.jsonl']?.(join(cwd, 'rows.jsonl'));
  const { stdout } = await runLeat(['predict', 'letters', '--input', 'rows.jsonl'], { cwd });
  expect(stdout.split('\n')[0]).toBe('x,y,id,prediction,probability_a,probability_b,probability_c');
  expect(stdout.trim().split('\n')).toHaveLength(3);
});

test.each([
  [['--input', 'sqlite:birds.db'], '--query: expected the query'],
  [['--input', 'rows.jsonl', '--query', 'SELECT 1'], '--query: expected a database'],
  [['--input', 'rows.jsonl', '--output', 'sqlite:birds.db'], '--table: expected the table'],
])('refuses %j', async (words, message) => {
  const { exitCode, stderr } = await runLeat(['predict', 'letters', ...words], { cwd });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

test('goes on where it was killed, and ends with the same file', { timeout: 120_000 }, async () => {
  const env = { ...process.env, LEAT_LOG: 'silent' };
  const predict = (output: string): ChildProcess =>
    spawn(process.execPath, [resolve('dist/cli/main.js'), 'predict', 'letters', '--input', 'many.parquet', '--output', output, '--json'], {
      cwd,
      env,
    });
  for (let size = 1_000_000; ; size *= 2) {
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(
      `COPY (SELECT i / ${String(size)} AS x, 15.0 AS y FROM range(${String(size)}) r(i)) TO '${join(cwd, 'many.parquet')}'`,
    );
    const first = predict('killed.parquet');
    const wasKilled = await Promise.race([once(first, 'exit').then(() => false), killBehindFirstPart(first)]);
    const second = predict('killed.parquet');
    const text = await streamText(second.stdout ?? Readable.from([]));
    if (!wasKilled) continue;
    const { rows: written, resumedAt } = JSON.parse(text) as { rows: number; resumedAt: number };
    expect(written).toBe(size);
    expect(resumedAt).toBeGreaterThan(0);
    await once(predict('whole.parquet'), 'exit');
    expect((await readFile(join(cwd, 'killed.parquet'))).equals(await readFile(join(cwd, 'whole.parquet')))).toBe(true);
    return;
  }
});

/** As soon as its state tells of a part. */
async function killBehindFirstPart(child: ChildProcess): Promise<boolean> {
  const folder = join(cwd, '.leat/scoring');
  for (;;) {
    const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')); // a `.new` beside it does not count yet
    const states = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8').catch(() => '')));
    if (states.some((state) => /"rows":[1-9]/.test(state))) return child.kill('SIGKILL');
    await new Promise((wake) => setTimeout(wake, 2));
  }
}

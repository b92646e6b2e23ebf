import { readFile, writeFile } from 'node:fs/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeMessage } from '../../core/onnx/protobuf.js';
import { startServer } from '../../server/main.js';
import { Engine } from '../support/engine.js';

/*
 * Each kind of bad input goes through a whole run: it ends once, by its code, at the stage that met it; what else the
 * run did stays, and the run is resumed from there once the input is mended.
 */

let engine: Engine;

const animals = Array.from(
  { length: 40 },
  (_, row) => `${String(row % 2 === 0 ? 3 + row / 40 : 30 + row / 4)},${row % 2 === 0 ? 'cat' : 'dog'}`,
);
const csv = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

const onnx = (operator: object): Uint8Array =>
  writeMessage('Model', {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: { nodes: [{ inputs: ['x'], outputs: ['y'], ...operator }] },
  });

const project = {
  'pets.csv': csv('mass,species', ...animals),
  'pets.pipeline.ts': `
    import { definePipeline, defineStage, deploy, evaluate, file, ingest, logistic, numeric, pretrained, recipe, register, select, split, train, validate } from 'leat';
    import { z } from 'zod';
    const aside = defineStage({ name: 'aside', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}), work: 'light', run: () => ({ out: 1 }) });
    export const pets = definePipeline({
      name: 'pets',
      params: z.strictObject({ path: z.string().default('pets.csv') }),
      build({ path }) {
        const { table } = validate({ table: ingest({ source: file(path), columns: { mass: 'number' } }) });
        const { train: rows, test } = split({ table });
        const features = recipe({ target: 'species' }).scale(numeric(), { as: 'standard' });
        const candidate = select({ train: rows, recipe: features, candidates: [logistic({ l2: 1 })], folds: 2, metric: 'accuracy' });
        const model = train({ train: rows, candidate });
        const version = register({ model, evaluation: evaluate({ model, test }), name: 'pets' });
        return { aside: aside({}), deployed: deploy({ version, alias: 'champion' }) };
      },
    });
    export const foreign = definePipeline({
      name: 'foreign',
      params: z.strictObject({ path: z.string() }),
      build: ({ path }) => ({ aside: aside({}), model: pretrained({ path, target: 'value', columns: ['x', 'y'] }) }),
    });`,
};

beforeAll(async () => {
  engine = await Engine.start(project);
  await engine.startWorker();
  await engine.run({ pipeline: 'pets' });
  const whole = await readFile('test/fixtures/pretrained/regressor.onnx');
  await writeFile(engine.path('whole.onnx'), whole);
  await writeFile(engine.path('truncated.onnx'), whole.subarray(0, 200));
  await writeFile(engine.path('domain.onnx'), onnx({ operator: 'FancyGelu', domain: 'com.example' }));
});

afterAll(() => engine.end());

/** Runs it to its failure, then resumes the run with what is good. */
async function expectRefused(
  request: { pipeline: string; path: string; good: string },
  { code, text, at }: { code: string; text: string; at: string },
) {
  const { pipeline, path, good } = request;
  const failure = await engine.runToFailure({ pipeline, params: { path }, cache: false });
  expect(failure).toMatchObject({ code, message: expect.stringContaining(text) as string });
  expect(await engine.metadata.run(failure.runId)).toMatchObject({ state: 'failed', error: { code, stage: at } });
  expect(await engine.metadata.attempts(failure.runId, at)).toHaveLength(1);
  expect(await engine.states(failure.runId)).toMatchObject({ aside: 'completed', [at]: 'failed' });
  const resumed = await engine.run({ pipeline, resumeOf: failure.runId, params: { path: good } });
  expect(await engine.states(resumed.runId)).toMatchObject({ aside: 'cached' });
}

test.each([
  { what: 'a missing file', path: 'none.csv', code: 'SOURCE_FILE_MISSING', text: '"none.csv"', at: 'ingest' },
  { what: 'a path outside the data roots', path: '../pets.csv', code: 'SOURCE_PATH_FORBIDDEN', text: '"../pets.csv"', at: 'ingest' },
  { what: 'an empty file', content: '', code: 'SOURCE_FILE_EMPTY', text: 'bad.csv', at: 'ingest' },
  { what: 'a header without rows', content: csv('mass,species'), code: 'SOURCE_NO_ROWS', text: 'mass, species', at: 'ingest' },
  {
    what: 'a row with a value too many',
    content: csv('mass,species', '3,cat', '4,cat,old', '30,dog'),
    code: 'SOURCE_ROW_RAGGED',
    text: 'line 3',
    at: 'ingest',
  },
  { what: 'a column twice', content: csv('mass,species,mass', '3,cat,4'), code: 'SCHEMA_COLUMN_DUPLICATE', text: '"mass"', at: 'ingest' },
  {
    what: 'a text in a column of numbers',
    content: csv('mass,species', '3,cat', 'heavy,dog'),
    code: 'SCHEMA_TYPE_MISMATCH',
    text: 'line 3: column "mass": expected number, got "heavy"',
    at: 'ingest',
  },
  {
    what: 'a table without the target',
    content: csv('mass,kind', ...animals),
    code: 'SCHEMA_COLUMN_MISSING',
    text: '"species"',
    at: 'select',
  },
  {
    what: 'a target of one class',
    content: csv('mass,species', ...animals.filter((line) => line.endsWith('cat'))),
    code: 'TARGET_ONE_CLASS',
    text: 'got only "cat"',
    at: 'select',
  },
  {
    what: 'a column of which every value is missing',
    content: csv('mass,species', ...animals.map((line) => line.replace(/^[^,]+/, ''))),
    code: 'RECIPE_COLUMN_EMPTY',
    text: '"mass"',
    at: 'select',
  },
])('refuses $what', async ({ path = 'bad.csv', content, ...expected }) => {
  if (content !== undefined) await writeFile(engine.path(path), content);
  await expectRefused({ pipeline: 'pets', path, good: 'pets.csv' }, expected);
});

test.each([
  { what: 'a truncated ONNX file', path: 'truncated.onnx', code: 'ONNX_INVALID', text: 'more bytes', at: 'pretrained' },
  {
    what: 'an ONNX file with operators of an unknown domain',
    path: 'domain.onnx',
    code: 'ONNX_DOMAIN_UNKNOWN',
    text: '"com.example"',
    at: 'pretrained',
  },
])('refuses $what', async ({ path, ...expected }) => {
  await expectRefused({ pipeline: 'foreign', path, good: 'whole.onnx' }, expected);
});

test('warns of a column of which every value is the same, and goes on', async () => {
  await writeFile(engine.path('constant.csv'), csv('mass,species,legs', ...animals.map((line) => `${line},4`)));
  const { runId, state } = await engine.run({ pipeline: 'pets', params: { path: 'constant.csv' } });
  expect(state).toBe('completed');
  const checked = (await engine.metadata.stages(runId)).find(({ name }) => name === 'validate');
  expect(checked?.figures).toMatchObject({ warnings: 1 });
  const [attempt] = await engine.metadata.attempts(runId, 'validate');
  expect(await engine.metadata.output({ runId, name: 'validate', attempt: attempt?.attempt ?? 0 })).toContain(
    'column "legs", varied: expected at least two different values, got 4',
  );
});

test('refuses rows with an unknown column or a wrong type, and predicts the next ones', async () => {
  const server = await startServer({ ...engine.config, server: { host: '127.0.0.1', port: 0 } }, pino({ level: 'silent' }));
  const predict = async (row: object) => {
    const body = JSON.stringify({ rows: [row] });
    const response = await fetch(`${server.url}/api/v1/models/pets:1/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return [response.status, await response.json()] as const;
  };
  await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
  expect(await predict({ mass: 4, wings: 2 })).toMatchObject([
    400,
    { code: 'SCHEMA_COLUMN_UNKNOWN', detail: expect.stringContaining('"wings"') as string },
  ]);
  expect(await predict({ mass: 'heavy' })).toMatchObject([
    400,
    { code: 'SCHEMA_TYPE_MISMATCH', detail: expect.stringContaining('"heavy"') as string },
  ]);
  expect(await predict({ mass: 4 })).toMatchObject([200, { predictions: [{ label: 'cat' }] }]);
  await server.stop();
});

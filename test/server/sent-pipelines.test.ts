import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApiProject, untilRun, type ApiProject } from '../support/api-project.js';

let project: ApiProject;

beforeAll(async () => {
  project = await startApiProject();
  await writeFile(project.engine.path('rows.csv'), 'a,b\n1,x\n2,y\n');
});

afterAll(() => project.end());

const rows = {
  leat: 1,
  name: 'rows',
  params: { file: { type: 'string', default: 'rows.csv' } },
  stages: { ingest: { with: { source: { source: 'file', path: { $param: 'file' } } } } },
  outputs: { table: { $from: 'ingest' } },
};

const put = (body: object, name = 'rows'): Promise<Response> => project.ask('PUT', `/api/v1/pipelines/${name}`, { body });

test('keeps a pipeline by version, runs it, shows it, and deletes it', async () => {
  expect((await put(rows)).status).toBe(201);
  const again = await put(rows);
  expect([again.status, await again.json()]).toMatchObject([201, { version: 1 }]);
  expect(await (await put({ ...rows, description: 'Rows.' })).json()).toMatchObject({ version: 2 });
  expect(await (await project.ask('GET', '/api/v1/pipelines/rows')).json()).toMatchObject({
    source: 'api',
    version: 2,
    versions: [{ version: 2 }, { version: 1 }],
    specification: { description: 'Rows.' },
  });
  const started = (await (await project.ask('POST', '/api/v1/pipelines/rows/runs', { body: {} })).json()) as { id: string };
  const run = await untilRun(project, started.id, ({ state }) => state !== 'running');
  expect([run.state, run.error]).toEqual(['completed', null]);
  expect((await project.ask('DELETE', '/api/v1/pipelines/rows')).status).toBe(204);
  expect((await project.ask('POST', '/api/v1/pipelines/rows/runs', { body: {} })).status).toBe(404);
  expect((await project.ask('GET', `/api/v1/runs/${started.id}`)).status).toBe(200);
});

test('tells every fault of a pipeline with its place', async () => {
  const stages = { ingest: { stage: 'ingst', with: { source: { $param: 'fil' } } }, split: { with: { tabel: { $from: 'ingest' } } } };
  const response = await put({ ...rows, stages, outputs: { table: { $from: 'inget' } } });
  const { code, details } = (await response.json()) as { code: string; details: { faults: string[] } };
  expect([response.status, code]).toEqual([400, 'PIPELINE_INVALID']);
  expect(details.faults.map((fault) => fault.split(':')[0])).toEqual([
    'stages.ingest.stage',
    'stages.ingest.with.source',
    'stages.split.with.tabel',
    'stages.split.with.table',
    'outputs.table',
  ]);
});

const said = {
  leat: 1,
  name: 'said',
  params: { word: { type: 'string', default: 'servus' } },
  stages: { first: { stage: 'greet', with: { word: { $param: 'word' }, waits: false } } },
  outputs: { said: { $from: 'first' } },
};

async function runOf(params: object = {}): Promise<{ id: string; word: unknown }> {
  const { id } = (await (await project.ask('POST', '/api/v1/pipelines/said/runs', { body: { params } })).json()) as { id: string };
  const run = (await untilRun(project, id, ({ state }) => state !== 'running')) as {
    error: unknown;
    outputs?: Record<string, { digest: string }>;
  };
  expect(run.error).toBeNull();
  return { id, word: await (await project.ask('GET', `/api/v1/artifacts/${run.outputs?.said?.digest ?? ''}`)).json() };
}

test("runs a pipeline of the project's own stages, by their code as it is when a run is planned", async () => {
  expect((await put(said, 'said')).status).toBe(201);
  const { id, word } = await runOf();
  expect(word).toEqual({ word: 'servus' });
  const path = project.engine.path('greet.pipeline.ts');
  const code = await readFile(path, 'utf8');
  await writeFile(path, code.replace('out: { word }', 'out: { word: word.toUpperCase() }'));
  expect((await runOf()).word).toEqual({ word: 'SERVUS' });
  const asOf = await project.engine.run({ pipeline: 'said', params: { word: 'ciao' }, codeOf: id });
  expect(await (await project.ask('GET', `/api/v1/artifacts/${asOf.outputs.said?.digest ?? ''}`)).json()).toEqual({ word: 'ciao' });
});

test("checks what is given to the project's own stages, and names those that there are", async () => {
  const faulty = { first: { stage: 'greet', with: { wrod: 'x', waits: false } }, second: { stage: 'great' } };
  const response = await put({ ...said, stages: faulty, outputs: { said: { $from: 'first' }, more: { $from: 'second' } } }, 'said');
  const { details } = (await response.json()) as { details: { faults: string[]; stages: string[] } };
  expect(response.status).toBe(400);
  expect(details.faults).toEqual([
    expect.stringMatching(/^stages\.first\.with\.wrod: .*did you mean "word"/),
    expect.stringMatching(/^stages\.second\.stage: there is no stage "great"; did you mean "greet"/),
  ]);
  expect(details.stages).toEqual(expect.arrayContaining(['greet', 'ingest']));
  const untyped = await put({ ...said, stages: { first: { stage: 'greet', with: { word: 1, waits: false } } } }, 'said');
  expect(await untyped.json()).toMatchObject({ code: 'PIPELINE_INVALID', detail: expect.stringContaining('parameter "word"') as string });
});

test('finds a stage that was written since the worker started, and none whose name is that of two', async () => {
  const stage = (name: string, text: string) => `
    import { defineStage } from 'leat'; import { z } from 'zod';
    export const ${name} = defineStage({ name: '${name}', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({}),
      run: () => ({ out: { said: '${text}' } }) });`;
  await writeFile(project.engine.path('late.pipeline.ts'), stage('late', 'late'));
  const late = { ...said, params: {}, stages: { first: { stage: 'late' } } };
  expect((await put(late, 'said')).status).toBe(200);
  expect((await runOf()).word).toEqual({ said: 'late' });
  await writeFile(project.engine.path('later.pipeline.ts'), stage('late', 'later'));
  const { id } = (await (await project.ask('POST', '/api/v1/pipelines/said/runs', { body: {} })).json()) as { id: string };
  const run = await untilRun(project, id, ({ state }) => state !== 'running');
  const reason = 'stage "late" is declared by late.pipeline.ts and later.pipeline.ts';
  expect(run.error).toMatchObject({ code: 'STAGE_UNKNOWN', message: expect.stringContaining(reason) as string });
  // A server takes what it was told before for granted, until it has to refuse something.
  const faulty = { ...late, stages: { first: { stage: 'late' }, second: { stage: 'none' } } };
  expect(await (await put(faulty, 'said')).json()).toMatchObject({
    code: 'PIPELINE_INVALID',
    detail: expect.stringContaining(reason) as string,
  });
});

test.each([
  ['a form that is none', { ...rows, stages: 1 }, 'stages'],
  ['another name than that of its path', { ...rows, name: 'other' }, 'body.name'],
  ['a parameter of a stage that is wrong', { ...rows, stages: { ingest: { with: { source: { source: 'fiel' } } } } }, 'stage "ingest"'],
])('refuses %s', async (_what, body, place) => {
  const response = await put(body);
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { code: 'PIPELINE_INVALID', detail: expect.stringContaining(place) as string },
  ]);
});

test("leaves alone what stands in the project's files", async () => {
  const response = await put({ ...rows, name: 'greet' }, 'greet');
  expect([response.status, await response.json()]).toMatchObject([
    409,
    { code: 'PIPELINE_DECLARED', details: { file: 'greet.pipeline.ts' } },
  ]);
  expect((await project.ask('DELETE', '/api/v1/pipelines/greet')).status).toBe(409);
});

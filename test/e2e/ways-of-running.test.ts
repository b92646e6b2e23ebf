import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { readDocument } from '../../stores/artifacts/documents.js';
import { readList } from '../../stores/artifacts/lists.js';
import { Engine, failureOf, runIdOf, untilStage } from '../support/engine.js';

let engine: Engine;

afterEach(async () => {
  await (engine as Engine | undefined)?.end();
});

/** In a file of their own: the code of a stage is that of its module. */
const stages = `
  import { appendFileSync } from 'node:fs';
  import { defineStage, LeatError } from 'leat';
  import { z } from 'zod';
  export const note = defineStage({ name: 'note', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({ text: z.string() }),
    work: 'light', run: ({}, { text }) => ({ out: { text } }) });
  export const square = defineStage({ name: 'square', version: 1, inputs: {}, outputs: { out: 'report' }, work: 'light',
    params: z.strictObject({ of: z.int(), refuse: z.int(), calls: z.string() }),
    run: ({}, { of, refuse, calls }) => {
      appendFileSync(calls, of + '\\n');
      if (of % refuse === 0) throw new LeatError('SCHEMA_TYPE_MISMATCH', 'refused ' + of);
      return { out: { square: of * of } };
    } });
  export const addUp = defineStage({ name: 'addUp', version: 1, inputs: { all: 'report[]' }, outputs: { out: 'report' }, params: z.strictObject({}),
    work: 'light', run: ({ all }) => ({ out: { sum: all.reduce((sum, one) => sum + one.square, 0), items: all.length } }) });
  export const count = defineStage({ name: 'count', version: 1, inputs: { rows: 'table' }, outputs: { out: 'report' }, params: z.strictObject({}),
    work: 'light', run: ({ rows }) => ({ out: { square: rows.rows } }) });`;

const imports = `
  import { approve, definePipeline, each, file, ingest, map, nest, parts, waitFor } from 'leat';
  import { z } from 'zod';
  import { addUp, count, note, square } from './stages.js';`;

async function start(pipeline: string, files: Record<string, string> = {}): Promise<void> {
  engine = await Engine.start({ 'stages.ts': stages, 'p.pipeline.ts': `${imports}\n${pipeline}`, ...files });
  await engine.startWorker();
}

async function documentOf(digest: string | undefined): Promise<unknown> {
  return readDocument(await openArtifactStore(engine.config.stores.artifacts), digest ?? '');
}

const squares = (count: number, options = '{}', refuse = 1000) => `
  export default definePipeline({ name: 'squares', params: z.strictObject({ calls: z.string() }), build({ calls }) {
    const { out } = map(square, { of: each(Array.from({ length: ${String(count)} }, (_, index) => index + 1)), refuse: ${String(refuse)}, calls }, ${options});
    return { squares: out, sum: addUp({ all: out }) };
  } });`;
const calls = async (): Promise<string[]> => (await readFile(engine.path('calls.txt'), 'utf8')).trim().split('\n');
const request = () => ({ pipeline: 'squares', params: { calls: engine.path('calls.txt') } });

test('runs a stage for every value of a list, keeps their order, and adopts all of it the next time', async () => {
  await start(squares(120));
  const { runId, outputs } = await engine.run(request());
  const { items } = await readList(await openArtifactStore(engine.config.stores.artifacts), outputs.squares?.digest ?? '');
  expect(await Promise.all([0, 1, 119].map((index) => documentOf(items[index] ?? '')))).toEqual([
    { square: 1 },
    { square: 4 },
    { square: 14400 },
  ]);
  expect(await documentOf(outputs.sum?.digest)).toEqual({ sum: 583220, items: 120 });
  expect(await engine.states(runId)).toEqual({ square: 'completed', addUp: 'completed' });
  expect((await engine.run(request())).outputs).toEqual(outputs);
  expect(await calls()).toHaveLength(120);
});

test('runs only the items that are new, where a list has grown', async () => {
  await start(squares(20));
  await engine.run(request());
  await writeFile(engine.path('p.pipeline.ts'), `${imports}\n${squares(25)}`);
  const { runId } = await engine.run(request());
  const square = (await engine.metadata.stages(runId)).find(({ name }) => name === 'square');
  expect(square?.figures).toEqual({ items: 25, cached: 20 });
  expect(await calls()).toHaveLength(25);
});

test('leaves out the items that failed as far as the author allows it, and fails beyond', async () => {
  await start(squares(40, "{ allow: '5%' }", 20));
  const { outputs, runId } = await engine.run(request());
  expect(await documentOf(outputs.sum?.digest)).toMatchObject({ items: 38 });
  const failed = (await engine.metadata.items(runId, 'square')).filter(({ state }) => state === 'failed').map(({ name }) => name);
  expect(failed).toEqual(['square/19', 'square/39']);
  await writeFile(engine.path('p.pipeline.ts'), `${imports}\n${squares(40, "{ allow: '5%' }", 10)}`);
  const failure = await engine.runToFailure(request());
  expect(failure).toMatchObject({ code: 'MAP_FAILED', message: expect.stringContaining('4 of 40 items failed') as string });
});

test('runs a stage for every part of a table', async () => {
  const rows = Array.from({ length: 300_000 }, (_, index) => String(index)).join('\n');
  await start(
    `export default definePipeline({ name: 'rows', params: z.strictObject({}), build() {
      const { out } = map(count, { rows: parts(ingest({ source: file('rows.csv') })) });
      return { sum: addUp({ all: out }) };
    } });`,
    { 'rows.csv': `id\n${rows}\n` },
  );
  const { outputs } = await engine.run({ pipeline: 'rows' });
  expect(await documentOf(outputs.sum?.digest)).toEqual({ sum: 300_000, items: 3 });
});

test('waits for a person, who may approve or reject, and asks no person twice', async () => {
  await start(`export default definePipeline({ name: 'ask', params: z.strictObject({}), build() {
    const decision = approve({ question: 'Go on?' }, { after: [note({ text: 'a' })] });
    return { end: note({ text: 'b' }, { as: 'last', after: [decision] }) };
  } });`);
  const handle = await engine.begin({ pipeline: 'ask' });
  await untilStage(handle, 'approve', 'running');
  const early = await handle.executeUpdate('approve', { args: [{ stage: 'note' }] }).catch((error: unknown) => error);
  expect(early).toMatchObject({ cause: { type: 'STAGE_NOT_WAITING' } });
  await handle.executeUpdate('approve', { args: [{ stage: 'approve', by: 'Ada', note: 'looks good' }] });
  await handle.result();
  const stage = (await engine.metadata.stages(runIdOf(handle))).find(({ name }) => name === 'approve');
  expect(stage?.figures).toEqual({ 'approved by': 'Ada' });

  const rejected = await engine.begin({ pipeline: 'ask' });
  await untilStage(rejected, 'approve', 'running');
  await rejected.executeUpdate('reject', { args: [{ stage: 'approve', by: 'Bob', note: 'too early' }] });
  expect(await failureOf(rejected)).toMatchObject({ code: 'APPROVAL_REJECTED', message: expect.stringContaining('Bob') as string });
});

test('takes the passing of the deadline for the answer that the author named', async () => {
  await start(`export default definePipeline({ name: 'ask', params: z.strictObject({ otherwise: z.enum(['approve', 'reject']) }), build: ({ otherwise }) =>
    ({ decision: approve({ question: 'Go on?', deadline: '300ms', otherwise }) }) });`);
  expect(await engine.run({ pipeline: 'ask', params: { otherwise: 'approve' } })).toMatchObject({ state: 'completed' });
  expect(await engine.runToFailure({ pipeline: 'ask', params: { otherwise: 'reject' } })).toMatchObject({ code: 'APPROVAL_REJECTED' });
});

test('waits for a file until it is there, and no longer than the author allows', async () => {
  await start(`export default definePipeline({ name: 'wait', params: z.strictObject({ within: z.string() }), build: ({ within }) =>
    ({ rows: ingest({ source: file('late.csv') }, { after: [waitFor({ what: { kind: 'file', path: 'late.csv' }, every: '200ms', within })] }) }) });`);
  const expired = await engine.runToFailure({ pipeline: 'wait', params: { within: '2s' } });
  expect(expired).toMatchObject({ code: 'WAIT_EXPIRED', message: expect.stringContaining('within 2 s') as string });
  expect(await engine.states(expired.runId)).toEqual({ waitFor: 'failed' });
  const handle = await engine.begin({ pipeline: 'wait', params: { within: '1m' } });
  await untilStage(handle, 'waitFor', 'running');
  await writeFile(engine.path('late.csv'), 'a\n1\n');
  expect(await handle.result()).toMatchObject({ state: 'completed' });
  expect(await engine.metadata.attempts(runIdOf(handle), 'waitFor')).toHaveLength(1);
});

test('runs a pipeline as a stage of another, as a run of its own', async () => {
  await start(`
    export const inner = definePipeline({ name: 'inner', params: z.strictObject({ text: z.string() }), build: ({ text }) => ({ said: note({ text }) }) });
    export const outer = definePipeline({ name: 'outer', params: z.strictObject({}), build() {
      const { said } = nest(inner, { text: 'hello' });
      return { said, end: note({ text: 'end' }, { after: [said] }) };
    } });`);
  const { runId, outputs } = await engine.run({ pipeline: 'outer' });
  expect(await documentOf(outputs.said?.digest)).toEqual({ text: 'hello' });
  const [nested] = await engine.metadata.listRuns({ pipeline: 'inner', limit: 1 });
  expect(nested).toMatchObject({ parentRun: runId, state: 'completed' });
  expect(await engine.states(runId)).toEqual({ inner: 'completed', note: 'completed' });
});

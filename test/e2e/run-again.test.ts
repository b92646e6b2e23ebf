import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, type LeatClient } from '../../client/connect.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import type { PlannedRun } from '../../core/pipeline/planned-run.js';
import { loadPlannedRun } from '../../worker/planned-run.js';
import { Engine } from '../support/engine.js';
import { threeStages } from '../support/three-stages.js';

let engine: Engine;
let client: LeatClient;

beforeAll(async () => {
  engine = await Engine.start(threeStages());
  await engine.startWorker();
  client = await connect(engine.config);
});

beforeEach(async () => {
  await writeWord('old');
  await writeFile(engine.path('calls.txt'), '');
});

afterAll(async () => {
  await client.close();
  await engine.end();
});

const writeWord = (word: string) => writeFile(engine.path('word.ts'), `export const word = '${word}';`);
const calls = async (): Promise<string[]> => (await readFile(engine.path('calls.txt'), 'utf8')).split('\n').filter(Boolean);

async function endOf(runId: string): Promise<unknown> {
  const { outputs } = (await client.runs.get(runId)).run;
  return client.document(outputs['end']?.digest ?? '');
}

async function plannedOf(runId: string): Promise<PlannedRun> {
  const { plan } = (await client.runs.get(runId)).run;
  return (await loadPlannedRun(plan, await openArtifactStore(engine.config.stores.artifacts))).planned;
}

test('keeps beside the plan what it was made of and under', async () => {
  const { runId } = await engine.run({ pipeline: 'three' });
  const { moduleParts, environment, commit } = await plannedOf(runId);
  expect(Object.keys(moduleParts['second.ts'] ?? {}).sort()).toEqual(['leat', 'second.ts', 'word.ts', 'zod']);
  expect(environment).toMatchObject({ node: process.versions.node, platform: `${process.platform}-${process.arch}` });
  expect(environment?.onnxruntime).toMatch(/^\d+\.\d+/);
  expect(commit).toBeNull(); // the project of a test is in no git tree
});

test('runs a stage again, and what depends on it, when resumed from there', async () => {
  const { runId } = await engine.run({ pipeline: 'three', params: { text: 'from' } });
  const resumed = await engine.run({ pipeline: 'three', resumeOf: runId, from: 'second' });
  expect(await engine.states(resumed.runId)).toEqual({ first: 'cached', second: 'completed', third: 'completed' });
  expect(await calls()).toEqual(['first', 'second', 'third', 'second', 'third']);
  const refused = await engine.runToFailure({ pipeline: 'three', resumeOf: runId, from: 'secnod' });
  expect(refused).toMatchObject({ code: 'STAGE_UNKNOWN', message: expect.stringContaining('did you mean "second"?') as string });
});

test('reproduces a run by its own code after the working tree has moved on', async () => {
  const { runId, outputs } = await engine.run({ pipeline: 'three', params: { text: 'again' }, seed: 3 });
  await writeWord('new');
  const again = await engine.run({ pipeline: 'three', reproduceOf: runId });
  expect(again.outputs).toEqual(outputs);
  expect((await client.runs.get(again.runId)).run).toMatchObject({ params: { text: 'again' }, seed: 3 });
  expect(await calls()).toEqual(['first', 'second', 'third', 'first', 'second', 'third']);
});

test('makes a new run by the code of an old one', async () => {
  const { runId } = await engine.run({ pipeline: 'three' });
  await writeWord('new');
  const present = await engine.run({ pipeline: 'three', params: { text: 'b' } });
  const asOf = await engine.run({ pipeline: 'three', params: { text: 'b' }, codeOf: runId });
  expect(await endOf(present.runId)).toEqual({ text: 'b', word: 'new', third: true });
  expect(await endOf(asOf.runId)).toEqual({ text: 'b', word: 'old', third: true });
  expect(await engine.states(asOf.runId)).toEqual({ first: 'cached', second: 'completed', third: 'completed' });
});

test('reruns just what a changed parameter reaches', async () => {
  const { runId } = await engine.run({ pipeline: 'three', params: { text: 'param' } });
  const resumed = await engine.run({ pipeline: 'three', resumeOf: runId, params: { last: 'y' } });
  expect(await engine.states(resumed.runId)).toEqual({ first: 'cached', second: 'cached', third: 'completed' });
});

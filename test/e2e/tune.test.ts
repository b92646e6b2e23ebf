import { writeFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import type { Candidate } from '../../core/model/candidate.js';
import { openArtifactStore } from '../../stores/artifacts/open-artifact-store.js';
import { readDocument } from '../../stores/artifacts/documents.js';
import type { StageRecord } from '../../stores/metadata/metadata-store.js';
import { Engine, runIdOf, untilStage } from '../support/engine.js';

let engine: Engine;
afterEach(() => engine.end());

const header = `
  import { z } from 'zod';
  import { definePipeline, dummy, halving, leaveOneGroupOut, logistic, logUniform, recipe, tune } from 'leat';
  import { rows } from './rows.js';`;

/** Two columns that tell the class, less the more noise there is. */
const rows = `
  import { defineStage, numericColumn, stringColumn, Table } from 'leat';
  import { z } from 'zod';
  export const rows = defineStage({ name: 'rows', version: 1, inputs: {}, outputs: { table: 'table' }, params: z.strictObject({ rows: z.int() }),
    run(_inputs, { rows }, { random }) {
      const target = Array.from({ length: rows }, () => random.below(2));
      const column = (noise) => numericColumn('number', target.map((one) => one + noise * random.next()));
      return { table: Table.of([['a', column(2)], ['b', column(4)], ['noise', column(1e3)], ['y', stringColumn(target.map((one) => one === 1 ? 'yes' : 'no'))]]) };
    } });`;

const pipeline = (options: string, size = 400): string => `${header}
  export default definePipeline({ name: 'search', params: z.strictObject({}), build: () => ({ best: tune({
    train: rows({ rows: ${String(size)} }), recipe: recipe({ target: 'y' }), folds: 3, metric: 'logLoss', ${options} }) }) });`;
const logistics = 'candidates: [logistic({ l2: logUniform(1e-4, 1e4) }), dummy()]';

async function start(options: string, size?: number): Promise<void> {
  engine = await Engine.start({ 'rows.ts': rows, 'p.pipeline.ts': pipeline(options, size) });
}

async function bestOf(outputs: Readonly<Record<string, { digest: string }>>): Promise<Candidate> {
  return (await readDocument(await openArtifactStore(engine.config.stores.artifacts), outputs['best']?.digest ?? '')) as Candidate;
}

/** The trials of a run, without the folds that they share. */
async function trialsOf(runId: string, stage = 'tune'): Promise<readonly StageRecord[]> {
  return (await engine.metadata.items(runId, stage)).filter(({ name }) => /\d$/.test(name));
}

test('searches, records every trial, and comes to the same bytes on other threads', async () => {
  await start(`${logistics}, trials: 16`);
  await engine.startWorker();
  const { runId, outputs } = await engine.run({ pipeline: 'search' });
  const best = await bestOf(outputs);
  expect(best).toMatchObject({
    task: 'classification',
    metric: 'logLoss',
    trainer: { name: 'logistic' },
    unscored: { failed: 0, partial: 0 },
  });
  expect(best.scores[0]?.mean).toBeLessThan(0.6); // a dummy has log 2, and so have trials on rows that are mixed up
  expect(best.scores.map(({ mean }) => mean)).toEqual(best.scores.map(({ mean }) => mean).toSorted((one, other) => one - other));
  expect(new Set(best.scores.map(({ trial }) => trial)).size).toBe(16);
  expect((await trialsOf(runId)).map(({ name }) => name)).toEqual(Array.from({ length: 16 }, (_, number) => `tune/${String(number)}`));
  const again = await engine.run({ pipeline: 'search', cache: false });
  expect(again.outputs).toEqual(outputs);
});

test('adopts trials that any run has computed, and goes on where more are asked for', async () => {
  await start(`${logistics}, trials: 10`);
  await engine.startWorker();
  await engine.run({ pipeline: 'search' });
  await writeFile(engine.path('p.pipeline.ts'), pipeline(`${logistics}, trials: 14`));
  const { runId } = await engine.run({ pipeline: 'search' });
  const states = (await trialsOf(runId)).map(({ state }) => state);
  expect(states.filter((state) => state === 'cached').length).toBeGreaterThanOrEqual(10);
  expect(states).toHaveLength(14);
});

test('records a trial that fails as a result, and fails itself only where all do', async () => {
  await start(`candidates: [logistic({ l2: logUniform(0.1, 1) })], search: halving({ minimum: 0.001 }), trials: 8`);
  await engine.startWorker();
  const { outputs } = await engine.run({ pipeline: 'search' });
  const { scores, unscored } = await bestOf(outputs);
  // A thousandth of the rows has one class, too often: those trials fail, and others take their places.
  expect(unscored?.failed).toBeGreaterThan(0);
  expect(scores.length).toBeGreaterThan(0);
  await writeFile(
    engine.path('p.pipeline.ts'),
    pipeline(`${logistics}, trials: 2`).replace('folds: 3', "folds: leaveOneGroupOut({ by: 'y' })"),
  );
  expect(await engine.runToFailure({ pipeline: 'search' })).toMatchObject({
    code: 'TUNING_FAILED',
    message: expect.stringContaining('TARGET_ONE_CLASS') as string,
  });
});

test('loses at most the trials in flight with a killed worker, and suggests the same afterwards', async () => {
  await start(`${logistics}, trials: 30`, 20_000);
  const worker = engine.spawnWorker();
  const handle = await engine.begin({ pipeline: 'search' });
  await untilStage(handle, 'tune', 'running');
  while ((await trialsOf(runIdOf(handle))).filter(({ state }) => state === 'completed').length < 6)
    await new Promise((wake) => setTimeout(wake, 50));
  worker.kill('SIGKILL');
  const before = (await trialsOf(runIdOf(handle))).filter(({ state }) => state === 'completed');
  await engine.startWorker();
  const { outputs } = (await handle.result()) as { outputs: Record<string, { digest: string }> };
  const after = await trialsOf(runIdOf(handle));
  for (const { name, attempts } of before) expect([name, after.find((each) => each.name === name)?.attempts]).toEqual([name, attempts]);
  expect(after.filter(({ attempts }) => attempts > 1).length).toBeLessThanOrEqual(4);
  expect((await engine.run({ pipeline: 'search', cache: false })).outputs).toEqual(outputs);
});

test('makes the search anew within outer folds, whose trials are recorded beside its own', async () => {
  await start(`${logistics}, trials: 6, nested: 3`);
  await engine.startWorker();
  const { runId, outputs } = await engine.run({ pipeline: 'search' });
  const { nested, scores } = await bestOf(outputs);
  expect(nested?.folds).toHaveLength(3);
  expect(Math.abs((nested?.mean ?? NaN) - (scores[0]?.mean ?? NaN))).toBeLessThan(0.1);
  const names = (await engine.metadata.items(runId, 'tune')).map(({ name }) => name);
  expect(names.filter((name) => /^tune\/outer-[012]\/[0-5]$/.test(name))).toHaveLength(18);
  expect(names).toContain('tune/outer-2/score');
  const again = await engine.run({ pipeline: 'search', cache: false });
  expect(again.outputs).toEqual(outputs);
});

test('stops when the time is over, and is reproduced with as many trials', async () => {
  await start(`${logistics}, time: '2s', trials: 5000`, 2_000);
  await engine.startWorker();
  const { runId, outputs } = await engine.run({ pipeline: 'search' });
  const trials = (await trialsOf(runId)).length;
  expect(trials).toBeGreaterThan(3);
  expect(trials).toBeLessThan(5000);
  const again = await engine.run({ pipeline: 'search', reproduceOf: runId });
  expect(again.outputs).toEqual(outputs);
});

test('begins with the trials of an earlier run', async () => {
  await start(`${logistics}, trials: 12`);
  await engine.startWorker();
  const { runId } = await engine.run({ pipeline: 'search' });
  await writeFile(engine.path('p.pipeline.ts'), pipeline(`${logistics}, trials: 4, warmStart: { run: '${runId}' }`, 500));
  const { outputs } = await engine.run({ pipeline: 'search' });
  const { scores } = await bestOf(outputs);
  expect(scores.every(({ trainer }) => trainer.name === 'logistic')).toBe(true); // at random, half of them would be dummies
  await writeFile(engine.path('p.pipeline.ts'), pipeline(`${logistics}, trials: 4, warmStart: { run: 'nothing' }`));
  expect(await engine.runToFailure({ pipeline: 'search' })).toMatchObject({ code: 'PARAMETER_INVALID' });
});

test('joins the best trials to one model, in one graph, and draws a page of all of them', async () => {
  const search = `tune({ train: data, recipe: recipe({ target: 'y' }), folds: 3, metric: 'logLoss', ${logistics}, trials: 12, ensemble: 8 })`;
  const text = `${header}
    export default definePipeline({ name: 'search', params: z.strictObject({}), build() {
      const data = rows({ rows: 400 });
      const best = ${search};
      return { best, model: train({ train: data, candidate: best }) };
    } });`;
  engine = await Engine.start({ 'rows.ts': rows, 'p.pipeline.ts': text.replace('recipe, tune }', 'recipe, train, tune }') });
  await engine.startWorker();
  const { runId, outputs } = await engine.run({ pipeline: 'search' });
  const { trainer, scores } = await bestOf(outputs);
  const [joined, single] = scores;
  expect(trainer.name).toBe('ensemble');
  expect(joined?.mean).toBeLessThanOrEqual((single?.mean ?? NaN) + 1e-6); // one trial picked every time is summed in float32
  const stage = (await engine.metadata.stages(runId)).find(({ name }) => name === 'tune');
  const page = await (await openArtifactStore(engine.config.stores.artifacts)).get(stage?.outputs['page']?.digest ?? ('' as never)); // refused as a digest when there is none
  const markup = new TextDecoder().decode(page);
  for (const label of ['Metric by trial', 'Metric by time', 'Parallel coordinates', 'Importance of hyperparameters']) {
    expect(markup).toContain(`aria-label="${label}"`);
  }
});

import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import type { RunProgress } from '../../core/pipeline/run-summary.js';
import { Engine, failureOf, runIdOf, untilStage } from '../support/engine.js';

let engine: Engine;

afterEach(async () => {
  await (engine as Engine | undefined)?.end();
});

/** first → second; what `second` does is the test's. Every call leaves a line in calls.txt. */
const project = (second: string, helper = "export const suffix = '!';") => ({
  'helper.ts': helper,
  'first.ts': `
    import { appendFileSync } from 'node:fs';
    import { defineStage } from 'leat';
    import { z } from 'zod';
    export const first = defineStage({ name: 'first', version: 1, inputs: {}, outputs: { out: 'report' }, params: z.strictObject({ text: z.string(), calls: z.string() }),
      run: ({}, { text, calls }) => { appendFileSync(calls, 'first\\n'); return { out: { text } }; } });`,
  'two.pipeline.ts': `
    import { appendFileSync, existsSync } from 'node:fs';
    import { definePipeline, defineStage, LeatError } from 'leat';
    import { z } from 'zod';
    import { first } from './first.js';
    import { suffix } from './helper.js';
    const second = defineStage({ name: 'second', version: 1, inputs: { before: 'report' }, outputs: { out: 'report' }, params: z.strictObject({ calls: z.string() }),
      run: async ({ before }, { calls }, context) => { appendFileSync(calls, 'second\\n'); ${second} return { out: { ...before, suffix } }; } });
    export default definePipeline({ name: 'two', params: z.strictObject({ text: z.string().default('a'), calls: z.string() }),
      build: ({ text, calls }) => ({ end: second({ before: first({ text, calls }), calls }, { retry: { initial: '10ms' } }) }) });`,
});

const calls = async (): Promise<string[]> => (await readFile(engine.path('calls.txt'), 'utf8')).trim().split('\n');
const request = () => ({ pipeline: 'two', params: { calls: engine.path('calls.txt') } });

test('runs a pipeline that any client starts by name, and answers with references', async () => {
  engine = await Engine.start(project(''));
  await engine.startWorker();
  const handle = await engine.begin(request());
  const result: unknown = await handle.result();
  expect(result).toEqual({
    runId: runIdOf(handle),
    state: 'completed',
    outputs: { end: { kind: 'report', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string } },
    metrics: {},
  });
  const progress = await handle.query<RunProgress>('progress');
  expect(progress).toMatchObject({
    state: 'completed',
    stages: [
      { name: 'first', state: 'completed' },
      { name: 'second', state: 'completed' },
    ],
  });
  const attributes = (await handle.describe()).typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
  expect(Object.fromEntries(attributes)).toMatchObject({ LeatPipeline: 'two', LeatRunState: 'completed' });
});

test('plans and ends a run in its own task, and by activities of their own when that fails', async () => {
  engine = await Engine.start(project(''));
  const failed = new Set<string>();
  const failingOnce = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    failed.has(name) ? work() : (failed.add(name), Promise.reject(new Error('the store is away')));
  await engine.startWorker({
    activities: (own) => ({
      ...own,
      planRun: (request) => failingOnce('planRun', () => own.planRun(request)),
      endRun: (end) => failingOnce('endRun', () => own.endRun(end)),
    }),
  });
  const activitiesOf = async (): Promise<readonly unknown[]> => {
    const handle = await engine.begin({ ...request(), cache: false });
    expect(await handle.result()).toMatchObject({ state: 'completed' });
    expect(await engine.metadata.run(runIdOf(handle))).toMatchObject({ state: 'completed' });
    return ((await handle.fetchHistory()).events ?? []).flatMap(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
    );
  };
  expect(await activitiesOf()).toEqual(['planRun', 'first', 'second', 'endRun']);
  expect(await activitiesOf()).toEqual(['first', 'second']);
});

test('adopts everything when nothing changed, and only what a change reaches is run again', async () => {
  engine = await Engine.start(project(''));
  await engine.startWorker();
  const { outputs } = await engine.run(request());
  const again = await engine.run(request());
  expect(again.outputs).toEqual(outputs);
  expect(await engine.states(again.runId)).toEqual({ first: 'cached', second: 'cached' });

  // A helper of `second` alone, two files away from the pipeline's plan.
  await writeFile(engine.path('helper.ts'), "export const suffix = '?';");
  const changed = await engine.run(request());
  expect(await engine.states(changed.runId)).toEqual({ first: 'cached', second: 'completed' });
  expect(await calls()).toEqual(['first', 'second', 'second']);

  const uncached = await engine.run({ ...request(), cache: false });
  expect(await engine.states(uncached.runId)).toEqual({ first: 'completed', second: 'completed' });
});

test('does not repeat what failed on its data, keeps what finished, and resumes there after a mend', async () => {
  engine = await Engine.start(project("throw new LeatError('SCHEMA_COLUMN_MISSING', 'expected column \"age\"');"));
  await engine.startWorker();
  const failed = await engine.runToFailure(request());
  expect(failed).toMatchObject({ code: 'SCHEMA_COLUMN_MISSING', message: 'stage "second": expected column "age"' });
  expect(await calls()).toEqual(['first', 'second']);
  expect(await engine.metadata.run(failed.runId)).toMatchObject({
    state: 'failed',
    error: { code: 'SCHEMA_COLUMN_MISSING', stage: 'second' },
  });

  await writeFile(engine.path('two.pipeline.ts'), project('')['two.pipeline.ts']);
  const resumed = await engine.run({ pipeline: 'two', resumeOf: failed.runId });
  expect(await engine.states(resumed.runId)).toEqual({ first: 'cached', second: 'completed' });
  expect(await calls()).toEqual(['first', 'second', 'second']);
});

test('tries again what failed for a passing reason, and records each attempt', async () => {
  engine = await Engine.start(
    project("if (!existsSync(calls + '.ok')) { appendFileSync(calls + '.ok', ''); throw new Error('connection reset'); }"),
  );
  await engine.startWorker();
  const { runId } = await engine.run(request());
  const attempts = await engine.metadata.attempts(runId, 'second');
  expect(attempts.map(({ attempt, error }) => [attempt, error?.message ?? null])).toEqual([
    [1, 'connection reset'],
    [2, null],
  ]);
});

test('ends a thread that does not look at its cancellation, within a second, and keeps what finished', async () => {
  engine = await Engine.start(project('for (;;);'));
  await engine.startWorker();
  const handle = await engine.begin(request());
  await untilStage(handle, 'second', 'running');
  await handle.cancel();
  expect((await failureOf(handle)).code).toBe('CANCELLED');
  expect(await engine.metadata.run(runIdOf(handle))).toMatchObject({ state: 'cancelled' });
  expect(await engine.states(runIdOf(handle))).toEqual({ first: 'completed', second: 'cancelled' });
});

test('goes on after SIGKILL of its worker, without repeating what finished', async () => {
  engine = await Engine.start(project("if (!existsSync(calls + '.ok')) { appendFileSync(calls + '.ok', ''); for (;;); }"));
  const worker = engine.spawnWorker();
  const handle = await engine.begin(request());
  await untilStage(handle, 'second', 'running');
  for (const deadline = Date.now() + 10_000; Date.now() < deadline && !(await calls()).includes('second'););
  worker.kill('SIGKILL');
  await engine.startWorker();
  await handle.result();
  expect(await calls()).toEqual(['first', 'second', 'second']);
});

test.each([
  { what: 'an unknown pipeline', given: { pipeline: 'tow' }, code: 'PIPELINE_UNKNOWN', text: 'did you mean "two"?' },
  {
    what: 'an unknown parameter',
    given: { pipeline: 'two', params: { calls: 'x', txt: 'b' } },
    code: 'PARAMETER_INVALID',
    text: 'did you mean "text"?',
  },
  { what: 'a run to resume that is not recorded', given: { pipeline: 'two', resumeOf: 'nope' }, code: 'RUN_UNKNOWN', text: '"nope"' },
])('refuses $what once, by its code', async ({ given, code, text }) => {
  engine = await Engine.start(project(''));
  await engine.startWorker();
  const failure = await engine.runToFailure(given);
  expect(failure.code).toBe(code);
  expect(failure.message).toContain(text);
});

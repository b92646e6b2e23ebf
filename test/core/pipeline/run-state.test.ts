import { expect, test } from 'vitest';
import { carryOn, fillsHistory, isDrained, takeUp } from '../../../core/pipeline/continued-run.js';
import type { RunSchedule, ScheduledStage, StageResult } from '../../../core/pipeline/run-schedule.js';
import {
  advance,
  beginRun,
  heldStages,
  inputDigests,
  isHeld,
  isOver,
  refusalOf,
  retryStage,
  skipStage,
  startNext,
} from '../../../core/pipeline/run-state.js';
import { progressOf, summarise } from '../../../core/pipeline/run-summary.js';

const policy = {
  retry: { attempts: 1, initialMs: 1, factor: 1, maximumMs: 1 },
  timeoutMs: 1000,
  heartbeatMs: 1000,
  onFailure: 'fail',
} as const;
const stage = (name: string, ...needs: string[]): ScheduledStage => ({
  name,
  stage: name,
  inputs: Object.fromEntries(needs.map((need) => [need, [need, 'out'] as const])),
  policy,
});
const result = (digest: string): StageResult => ({ outputs: { out: digest }, figures: {} });

/** a → b, a → c, (b, c) → d */
const diamond: RunSchedule = {
  plan: 'sha256:plan',
  concurrency: 2,
  order: ['a', 'b', 'c', 'd'],
  stages: [stage('a'), stage('b', 'a'), stage('c', 'a'), stage('d', 'b', 'c')],
  adopted: {},
  outputs: { done: ['d', 'out'] },
};

function started(run: ReturnType<typeof beginRun>): string[] {
  const names: string[] = [];
  for (let next = startNext(run, 0); next !== undefined; next = startNext(run, 0)) names.push(next.name);
  return names;
}

test('starts a stage the moment its last input is there', () => {
  const run = beginRun(diamond);
  const complete = (name: string) => {
    advance(run, { kind: 'completed', stage: name, at: 1, result: result(name) });
  };
  expect(started(run)).toEqual(['a']);
  complete('a');
  expect(started(run)).toEqual(['b', 'c']);
  complete('c');
  expect(started(run)).toEqual([]);
  complete('b');
  expect(started(run)).toEqual(['d']);
  expect(inputDigests(run, stage('d', 'b', 'c'))).toEqual({ b: 'b', c: 'c' });
  complete('d');
  expect(isOver(run)).toBe(true);
  expect(summarise(run)).toEqual({ state: 'completed', outputs: { done: 'd' }, error: null, unfinished: [], model: null });
});

test('keeps to the limit of stages in flight', () => {
  const wide = { ...diamond, stages: [stage('a'), stage('b'), stage('c')], order: ['a', 'b', 'c'] };
  expect(started(beginRun(wide))).toEqual(['a', 'b']);
});

test('is over at once when everything was adopted', () => {
  const adopted = Object.fromEntries(diamond.order.map((name) => [name, result(name)]));
  const run = beginRun({ ...diamond, stages: [], adopted });
  expect(isOver(run)).toBe(true);
  expect(progressOf(run, 'over').stages.map(({ state }) => state)).toEqual(['cached', 'cached', 'cached', 'cached']);
});

test('finishes what is in flight after a failure, and starts nothing more', () => {
  const run = beginRun({ ...diamond, stages: diamond.stages.slice(1), adopted: { a: result('a') } });
  expect(started(run)).toEqual(['b', 'c']);
  advance(run, { kind: 'failed', stage: 'b', at: 1, error: { code: 'STAGE_FAILED', message: 'no' } });
  expect(isOver(run)).toBe(false);
  advance(run, { kind: 'completed', stage: 'c', at: 2, result: result('c') });
  expect(started(run)).toEqual([]);
  expect(summarise(run)).toMatchObject({ state: 'failed', outputs: {}, error: { stage: 'b', code: 'STAGE_FAILED' } });
});

test('counts a stage that is wired twice to the same maker once', () => {
  const twice: ScheduledStage = {
    ...stage('b'),
    inputs: {
      left: ['a', 'out'],
      right: [
        ['a', 'out'],
        ['a', 'out'],
      ],
    },
  };
  const schedule = { ...diamond, stages: [stage('a'), twice] };
  const run = beginRun(schedule);
  started(run);
  advance(run, { kind: 'completed', stage: 'a', at: 1, result: result('x') });
  expect(started(run)).toEqual(['b']);
  expect(inputDigests(run, twice)).toEqual({ left: 'x', right: ['x', 'x'] });
});

const failing = (onFailure: 'skip' | 'hold'): RunSchedule => ({
  ...diamond,
  stages: diamond.stages.map((each) => (each.name === 'b' ? { ...each, policy: { ...policy, onFailure } } : each)),
});
const failure = { code: 'STAGE_FAILED', message: 'no', attempt: 3 };

/** a is done, b has failed, c is done. */
function afterFailureOfB(schedule: RunSchedule): ReturnType<typeof beginRun> {
  const run = beginRun(schedule);
  started(run);
  advance(run, { kind: 'completed', stage: 'a', at: 1, result: result('a') });
  started(run);
  advance(run, { kind: 'failed', stage: 'b', at: 2, error: failure });
  advance(run, { kind: 'completed', stage: 'c', at: 3, result: result('c') });
  return run;
}

test('skips a stage with all that depends on it where its author says so, and completes without them', () => {
  const run = afterFailureOfB(failing('skip'));
  expect(started(run)).toEqual([]);
  expect(isOver(run)).toBe(true);
  expect(summarise(run)).toEqual({
    state: 'completed',
    outputs: {},
    error: null,
    unfinished: [
      { name: 'b', state: 'failed' },
      { name: 'd', state: 'skipped' },
    ],
    model: null,
  });
});

test('holds the run once nothing else goes on, and has the stage tried again with its tries counted on', () => {
  const run = afterFailureOfB(failing('hold'));
  expect([isOver(run), isHeld(run), heldStages(run)]).toEqual([false, true, ['b']]);
  retryStage(run, 'b', { ...failing('hold'), plan: 'sha256:mended' });
  expect(isHeld(run)).toBe(false);
  expect(started(run)).toEqual(['b']);
  expect([run.schedule.plan, run.stages.get('b')?.triesBefore]).toEqual(['sha256:mended', 3]);
  advance(run, { kind: 'completed', stage: 'b', at: 4, result: result('b') });
  expect(started(run)).toEqual(['d']);
});

test('gives a held stage up on a word, and ends without what depends on it', () => {
  const run = afterFailureOfB(failing('hold'));
  skipStage(run, 'b');
  expect([isOver(run), summarise(run).unfinished.map(({ name }) => name)]).toEqual([true, ['b', 'd']]);
});

test('refuses an order about a stage that does not wait for one', () => {
  const run = afterFailureOfB(failing('hold'));
  expect(refusalOf(run, 'b', ['held'])).toBeUndefined();
  expect(refusalOf(run, 'a', ['held'])).toMatchObject({
    code: 'STAGE_NOT_WAITING',
    message: expect.stringContaining('completed') as string,
  });
  expect(refusalOf(run, 'x', ['held'])).toMatchObject({ code: 'STAGE_UNKNOWN', message: expect.stringContaining('"x"') as string });
});

test('starts a stage only after those that it was put behind', () => {
  const run = beginRun({ ...diamond, stages: [stage('a'), { ...stage('b'), after: ['a'] }], order: ['a', 'b'] });
  expect(started(run)).toEqual(['a']);
  advance(run, { kind: 'completed', stage: 'a', at: 1, result: result('a') });
  expect(started(run)).toEqual(['b']);
});

test('goes on in a new history with what was reached, and starts nothing while it waits for that', () => {
  const run = afterFailureOfB(failing('hold'));
  run.draining = true;
  retryStage(run, 'b', failing('hold'));
  expect(started(run)).toEqual([]);
  const next = takeUp(JSON.parse(JSON.stringify(carryOn(run))) as ReturnType<typeof carryOn>);
  expect(started(next)).toEqual(['b']);
  expect(next.stages.get('b')?.triesBefore).toBe(3);
  advance(next, { kind: 'completed', stage: 'b', at: 5, result: result('b') });
  expect(started(next)).toEqual(['d']);
  expect(inputDigests(next, stage('d', 'b', 'c'))).toEqual({ b: 'b', c: 'c' });
});

test('starts nothing more once its history has room only for what is in flight', () => {
  const stages = Array.from({ length: 200 }, (_, index) => stage(`stage-${String(index)}`));
  const run = beginRun({ ...diamond, concurrency: 100, stages, order: stages.map(({ name }) => name) });
  expect(started(run)).toHaveLength(100);
  const full = Array.from({ length: 4_000 }, (_, events) => events).findIndex((events) => fillsHistory(run, events));
  const eventsOfAStage = ['scheduled', 'started', 'completed', 'task scheduled', 'task started', 'task completed'].length;
  expect(full + 100 * eventsOfAStage).toBeLessThan(4_000);
  expect(full).toBeGreaterThan(3_000);
});

test('takes a person who has not answered along into the next history, and waits for all else', () => {
  const run = beginRun(diamond);
  startNext(run, 0);
  expect([isDrained(run, () => false), isDrained(run, (name) => name === 'a')]).toEqual([false, true]);
  expect(takeUp(carryOn(run)).stages.get('a')).toEqual({ state: 'waiting', startedAt: 0 });
});

import { expect, test } from 'vitest';
import {
  advance,
  beginRun,
  dependentsOf,
  inputDigests,
  isOver,
  progressOf,
  startNext,
  summarise,
} from '../../../core/pipeline/run-state.js';
import type { RunSchedule, ScheduledStage, StageResult } from '../../../core/pipeline/run-state.js';

const policy = { retry: { attempts: 1, initialMs: 1, factor: 1, maximumMs: 1 }, timeoutMs: 1000, heartbeatMs: 1000 };
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
  const dependents = dependentsOf(diamond);
  const complete = (name: string) => {
    advance(run, { kind: 'completed', stage: name, at: 1, result: result(name) }, dependents);
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
  expect(summarise(run)).toEqual({ state: 'completed', outputs: { done: 'd' }, error: null });
});

test('keeps to the limit of stages in flight', () => {
  const wide = { ...diamond, stages: [stage('a'), stage('b'), stage('c')], order: ['a', 'b', 'c'] };
  expect(started(beginRun(wide))).toEqual(['a', 'b']);
});

test('is over at once when everything was adopted', () => {
  const adopted = Object.fromEntries(diamond.order.map((name) => [name, result(name)]));
  const run = beginRun({ ...diamond, stages: [], adopted });
  expect(isOver(run)).toBe(true);
  expect(progressOf(run, true).stages.map(({ state }) => state)).toEqual(['cached', 'cached', 'cached', 'cached']);
});

test('finishes what is in flight after a failure, and starts nothing more', () => {
  const run = beginRun({ ...diamond, stages: diamond.stages.slice(1), adopted: { a: result('a') } });
  const dependents = dependentsOf(diamond);
  expect(started(run)).toEqual(['b', 'c']);
  advance(run, { kind: 'failed', stage: 'b', at: 1, error: { code: 'STAGE_FAILED', message: 'no' } }, dependents);
  expect(isOver(run)).toBe(false);
  advance(run, { kind: 'completed', stage: 'c', at: 2, result: result('c') }, dependents);
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
  advance(run, { kind: 'completed', stage: 'a', at: 1, result: result('x') }, dependentsOf(schedule));
  expect(started(run)).toEqual(['b']);
  expect(inputDigests(run, twice)).toEqual({ left: 'x', right: ['x', 'x'] });
});

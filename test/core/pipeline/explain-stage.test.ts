import { expect, test } from 'vitest';
import { explainStage } from '../../../core/pipeline/explain-stage.js';
import type { RunFacts } from '../../../core/pipeline/run-facts.js';
import { computed, plannedStage, recordedRun } from './recorded-runs.js';

const read = plannedStage('read');
const train = plannedStage('train', { from: 'read', params: { depth: 3 }, module: 'train.ts' });
const code = { moduleParts: { 'train.ts': { 'train.ts': 'sha256:1', 'lower.ts': 'sha256:2', zod: '4.0.0' } } };
const earlier = recordedRun('old', [read, train], code);

const explain = (run: RunFacts, before: RunFacts | null = earlier) => {
  const stage = run.planned.plan.stages.find(({ name }) => name === 'train');
  if (stage === undefined) throw new Error('expected a stage "train"');
  return explainStage({ run, stage, earlier: before });
};

test('names a parameter by its path, the version and the seed', () => {
  const run = recordedRun('new', [read, { ...train, params: { depth: 5 }, version: 2 }], { ...code, seed: 7 });
  expect(explain(run)).toMatchObject({
    state: 'completed',
    comparedWith: 'old',
    circumstances: [],
    differences: [
      { part: 'version', before: 1, after: 2 },
      { part: 'parameter', path: 'depth', before: 3, after: 5 },
      { part: 'seed', before: 1, after: 7 },
    ],
  });
});

test('names the stage that made an input differently', () => {
  const stages = [computed('read', { outputs: { out: { digest: 'other' } } }), computed('train')];
  expect(explain(recordedRun('new', [read, train], { ...code, stages })).differences).toEqual([
    {
      part: 'input',
      input: 'before',
      stage: 'read',
      before: { stage: 'read', output: 'out', digest: 'digest of read' },
      after: { stage: 'read', output: 'out', digest: 'other' },
    },
  ]);
});

test('names the files of the module graph that were changed, added or removed', () => {
  const parts = { 'train.ts': 'sha256:9', 'upper.ts': 'sha256:3', zod: '4.1.0' };
  const { differences } = explain(recordedRun('new', [read, train], { moduleParts: { 'train.ts': parts } }));
  expect(differences.map((difference) => (difference.part === 'code' ? [difference.file.part, difference.file.change] : []))).toEqual([
    ['lower.ts', 'removed'],
    ['train.ts', 'changed'],
    ['upper.ts', 'added'],
    ['zod', 'changed'],
  ]);
});

test('tells that the outside world has changed, or that it cannot be known', () => {
  const at = (cacheKey: string) =>
    recordedRun('new', [read, train], { ...code, stages: [computed('read'), computed('train', { cacheKey })] });
  expect(explain(at('key/monday'), at('key/sunday')).differences).toEqual([{ part: 'outside world' }]);
  expect(explain(at('key/run:new'), at('key/run:old'))).toMatchObject({ differences: [], circumstances: ['outside world unknown'] });
});

test('tells that what the parameters name has another version in this Leat', () => {
  const at = (cacheKey: string) =>
    recordedRun('new', [read, train], { ...code, stages: [computed('read'), computed('train', { cacheKey })] });
  expect(explain(at('key of now'), at('key of then')).differences).toEqual([{ part: 'built-in code' }]);
});

const origin = { cache: true, from: null, codeOf: null, reproduceOf: null };

test.each([
  ['never cached', recordedRun('new', [read, { ...train, policy: { ...train.policy, cache: false } }], code)],
  ['without cache', recordedRun('new', [read, train], { ...code, origin: { ...origin, cache: false } })],
  ['from here', recordedRun('new', [read, train], { ...code, origin: { ...origin, from: 'train' } })],
  ['reproduction', recordedRun('new', [read, train], { ...code, origin: { ...origin, cache: false, reproduceOf: 'old' } })],
  ['cleaned away', recordedRun('new', [read, train], { ...code, cleaned: ['train'] })],
  ['inputs ran too', recordedRun('new', [read, train], code)],
] as const)('tells a stage that ran with an equal key: %s', (circumstance, run) => {
  expect(explain(run)).toMatchObject({ differences: [], circumstances: [circumstance] });
});

test('tells that the earlier run was not done when this one was planned', () => {
  const cached = computed('read', { state: 'cached', adoptedFrom: 'old' });
  const late = recordedRun('old', [read, train], { ...code, stages: [computed('read'), computed('train', { endedAt: new Date(3000) })] });
  expect(explain(recordedRun('new', [read, train], { ...code, stages: [cached, computed('train')] }), late).circumstances).toEqual([
    'earlier run was not done',
  ]);
});

test('names the run whose result was adopted', () => {
  const stages = [computed('train', { state: 'cached', adoptedFrom: 'oldest' })];
  expect(explain(recordedRun('new', [read, train], { ...code, stages }))).toMatchObject({ state: 'cached', adoptedFrom: 'oldest' });
});

test('tells a first run, and a stage that was not reached', () => {
  expect(explain(recordedRun('new', [read, train], { stages: [] }), null)).toMatchObject({
    state: 'waiting',
    comparedWith: null,
    circumstances: ['first run'],
  });
});

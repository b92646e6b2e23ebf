import { expect, test } from 'vitest';
import { compareRuns, differingStages } from '../../../core/pipeline/compare-runs.js';
import { computed, plannedStage, recordedRun } from './recorded-runs.js';

const stages = [plannedStage('read'), plannedStage('train', { from: 'read' })];
const environment = { node: '20.19.0', leat: '0.1.0', onnxruntime: '1.20.0', platform: 'linux-x64' };
const before = recordedRun('old', stages, {
  environment,
  commit: { id: 'abc', dirty: false },
  moduleParts: { 'a.ts': { 'a.ts': 'sha256:1' } },
});

test('finds nothing between a run and itself', () => {
  expect(compareRuns(before, before)).toEqual({ before: 'old', after: 'old', params: [], setting: [], code: [], stages: [] });
});

test('tells what a run was planned by and under', () => {
  const after = recordedRun('new', stages, {
    environment: { ...environment, node: '22.0.0' },
    commit: { id: 'abc', dirty: true },
    seed: 2,
    moduleParts: { 'a.ts': { 'a.ts': 'sha256:2' } },
  });
  expect(compareRuns(before, after)).toMatchObject({
    setting: [
      { path: 'seed', before: 1, after: 2 },
      { path: 'node', before: '20.19.0', after: '22.0.0' },
      { path: 'commit', before: 'abc', after: 'abc with changes' },
    ],
    code: [{ part: 'a.ts', change: 'changed' }],
    stages: [],
  });
});

test('tells states, figures and outputs of the stages that differ', () => {
  const train = computed('train', { state: 'failed', outputs: {}, figures: { rows: 3 } });
  expect(compareRuns(before, recordedRun('new', stages, { stages: [computed('read'), train] })).stages).toEqual([
    {
      stage: 'train',
      states: { before: 'completed', after: 'failed' },
      params: [],
      figures: [{ path: 'rows', after: 3 }],
      outputs: [{ path: 'out', before: 'digest of train' }],
    },
  ]);
});

test('counts a stage of a reproduction as different by its outputs alone', () => {
  const same = computed('read', { state: 'cached', figures: { seconds: 2 } });
  const other = computed('train', { outputs: { out: { digest: 'other' } } });
  expect(differingStages(before, recordedRun('new', stages, { stages: [same, other] })).map(({ stage }) => stage)).toEqual(['train']);
});

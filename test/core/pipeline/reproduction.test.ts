import { expect, test } from 'vitest';
import type { Plan } from '../../../core/pipeline/plan.js';
import { planReproduction } from '../../../core/pipeline/reproduction.js';
import { plannedStage } from './recorded-runs.js';

const plan: Plan = {
  leat: 1,
  pipeline: 'p',
  params: {},
  concurrency: 10,
  stages: [
    plannedStage('train', { outputs: { out: 'model' } }),
    plannedStage('register', { from: 'train', outputs: { out: 'version' } }),
    plannedStage('deploy', { from: 'register', outputs: { out: 'deployment' } }),
  ],
  outputs: { model: { $from: 'train', output: 'out' }, deployed: { $from: 'deploy', output: 'out' } },
};

const finished = (...names: readonly string[]): Map<string, Record<string, number>> => new Map(names.map((name) => [name, {}]));

test('keeps a plan whose acts on the registry are all done', () => {
  expect(planReproduction(plan, finished('train', 'register', 'deploy'))).toEqual(plan);
});

test('leaves out what would act on the registry for the first time, and what depends on it', () => {
  const { stages, outputs } = planReproduction(plan, finished('train'));
  expect(stages.map(({ name }) => name)).toEqual(['train']);
  expect(Object.keys(outputs)).toEqual(['model']);
});

test('has a search that time ended make as many trials as it came to', () => {
  const execution = { kind: 'study', trials: 5000, parallel: 4, order: { by: 'lag', lag: 4, free: 10 }, timeMs: 2000 } as const;
  const searching = { ...plan, stages: plan.stages.map((stage) => (stage.name === 'train' ? { ...stage, execution } : stage)) };
  const { stages } = planReproduction(searching, new Map([['train', { trials: 37 }]]));
  expect(stages.find(({ name }) => name === 'train')?.execution).toEqual({ ...execution, trials: 37, timeMs: null });
});

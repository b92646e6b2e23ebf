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

test('keeps a plan whose acts on the registry are all done', () => {
  expect(planReproduction(plan, new Set(['train', 'register', 'deploy']))).toBe(plan);
});

test('leaves out what would act on the registry for the first time, and what depends on it', () => {
  const { stages, outputs } = planReproduction(plan, new Set(['train']));
  expect(stages.map(({ name }) => name)).toEqual(['train']);
  expect(Object.keys(outputs)).toEqual(['model']);
});

import { afterEach, expect, test } from 'vitest';
import { cacheKeyText } from '../../../core/pipeline/cache-key.js';
import { prepare } from '../../../core/pipeline/stages/prepare.js';
import { select } from '../../../core/pipeline/stages/select.js';
import { train } from '../../../core/pipeline/stages/train.js';
import { logistic, logisticTrainer } from '../../../core/trainers/logistic.js';
import { kFold } from '../../../core/tuning/resampling.js';
import { impute } from '../../../core/transforms/impute.js';
import { numeric, recipe } from '../../../core/transforms/recipe.js';

const raised: { version: number }[] = [];
afterEach(() => {
  for (const each of raised.splice(0)) each.version--;
});

function raise(named: { readonly version: number }): void {
  const writable = named as { version: number }; // as the next release would have it
  writable.version++;
  raised.push(writable);
}

const steps = recipe({ target: 'y' }).impute(numeric(), { strategy: 'mean' });
const stages = {
  prepare: () => prepare.declaration.versions?.({ recipe: steps }),
  select: () =>
    select.declaration.versions?.({
      recipe: steps,
      candidates: [logistic()],
      metric: 'f1Macro',
      folds: kFold({ folds: 2 }),
      sampleRows: 10,
    }),
  train: () => train.declaration.versions?.({ recipe: steps, trainer: logistic() }),
};

function keyOf(stage: keyof typeof stages): string {
  return cacheKeyText({ stage: { stage, version: 1, params: {} }, versions: stages[stage]() ?? {}, inputs: {}, seed: 1, code: null });
}

test.each([
  ['prepare', 'a transform', impute],
  ['select', 'a transform', impute],
  ['select', 'a trainer', logisticTrainer],
  ['train', 'a transform', impute],
  ['train', 'a trainer', logisticTrainer],
] as const)('gives %s another key when the version of %s is raised', (stage, _what, named) => {
  const before = keyOf(stage);
  raise(named);
  expect(keyOf(stage)).not.toBe(before);
});

import { expect, test } from 'vitest';
import { categorical, columns, numeric, recipe, targetOf } from '../../../core/transforms/recipe.js';
import { recipeSchema } from '../../../core/transforms/recipe-schema.js';
import { expectRefusal } from '../../support/expect-refusal.js';

const penguins = recipe({ target: 'species' })
  .derive({ ratio: 'length / depth', half: 'ratio / 2' })
  .impute(numeric(), { strategy: 'median' })
  .encode(categorical(), { as: 'one-hot' });

test('is plain, frozen data', () => {
  expect(JSON.parse(JSON.stringify(penguins))).toEqual({
    target: 'species',
    steps: [
      { transform: 'derive', select: { by: 'all' }, options: { name: 'ratio', expression: 'length / depth' } },
      { transform: 'derive', select: { by: 'all' }, options: { name: 'half', expression: 'ratio / 2' } },
      { transform: 'impute', select: { by: 'numeric' }, options: { strategy: 'median' } },
      { transform: 'encode', select: { by: 'categorical' }, options: { as: 'one-hot' } },
    ],
  });
  expect(Object.isFrozen(penguins) && Object.isFrozen(penguins.steps)).toBe(true);
});

test('leaves the recipe that a step is added to as it was', () => {
  penguins.drop(columns('island'));
  expect(penguins.steps).toHaveLength(4);
});

test('is read back from JSON', () => {
  const parsed = recipeSchema.parse(JSON.parse(JSON.stringify(penguins)));
  expect(parsed).toEqual({ target: penguins.target, steps: [...penguins.steps] });
});

test('says which stage needs a target that it does not have', () => {
  expectRefusal(() => targetOf(recipe(), 'train'), 'RECIPE_TARGET_MISSING', 'train');
});

test('refuses JSON with a wrong option or function before there are rows', () => {
  const parse = (transform: string, options: object) =>
    recipeSchema.safeParse({ target: 'species', steps: [{ transform, select: { by: 'all' }, options }] }).error?.message ?? '';
  expect(parse('impute', { strategy: 'average' })).toContain('average');
  expect(parse('derive', { name: 'a', expression: 'gamma(b)' })).toContain('gamma()');
  expect(parse('whiten', {})).toContain('whiten');
});

test('takes only options that a transform has', () => {
  // @ts-expect-error an unknown strategy
  recipe({ target: 'species' }).impute(numeric(), { strategy: 'average' });
  // @ts-expect-error a misspelt option
  recipe({ target: 'species' }).encode(categorical(), { as: 'one-hot', minfrequency: 0.1 });
  // @ts-expect-error an option of another form
  recipe({ target: 'species' }).encode(categorical(), { as: 'ordinal', maxCategories: 3 });
});

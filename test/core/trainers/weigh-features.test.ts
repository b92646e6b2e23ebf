import { expect, test } from 'vitest';
import { Random } from '../../../core/random.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import type { Sample } from '../../../core/trainers/define-trainer.js';
import { dummy } from '../../../core/trainers/dummy.js';
import { gbdt } from '../../../core/trainers/gbdt.js';
import { lasso } from '../../../core/trainers/lasso.js';
import { weighFeaturesBy } from '../../../core/trainers/weigh-features.js';
import { applyRecipe } from '../../../core/transforms/apply-recipe.js';
import { fitRecipe } from '../../../core/transforms/fit-recipe.js';
import { all, columns, recipe } from '../../../core/transforms/recipe.js';
import { partsOf } from '../transforms/rows.js';
import { expectRejection } from '../../support/expect-refusal.js';
import { trainerTools } from './trainer-tools.js';

const random = new Random('weigh');
const rows = Array.from({ length: 400 }, () => ({ town: random.below(3), noise: random.next() }));
const table = Table.of([
  [
    'value',
    numericColumn(
      'number',
      rows.map(({ town }) => (town === 1 ? 5 : 0) + random.next()),
    ),
  ],
  ['town', stringColumn(rows.map(({ town }) => ['Bern', 'Oslo', 'Rome'][town]))],
  [
    'noise',
    numericColumn(
      'number',
      rows.map(({ noise }) => noise),
    ),
  ],
]);
const encoded = recipe({ target: 'value' }).encode(columns('town'), { as: 'category' });

test.each([gbdt({ trees: 20 }), lasso({ alpha: 0.1 })])('says by $name that what does nothing weighs little', async (trainer) => {
  const { features, target } = await sampleOf();
  const weights = await weighFeaturesBy(trainerTools())(trainer, { features, target, classes: 0 });
  expect(weights).toHaveLength(2);
  if (trainer.name === 'gbdt') expect(weights[1] ?? 0).toBeLessThan((weights[0] ?? 0) / 20);
  else expect(weights[1]).toBe(0);
});

test('chooses categories by their importance, which stay categories', async () => {
  const chosen = encoded.selectFeatures(all(), { by: 'importance', trainer: gbdt({ trees: 20 }), keep: 1 });
  const fitted = await fitRecipe(chosen, partsOf(table), { weigh: weighFeaturesBy(trainerTools()) });
  expect(fitted).toMatchObject({ features: ['town'], cardinalities: [3] });
});

test('refuses a trainer whose models say nothing of features', async () => {
  const { features, target } = await sampleOf();
  await expectRejection(weighFeaturesBy(trainerTools())(dummy(), { features, target, classes: 0 }), 'RECIPE_INVALID', '"dummy"');
});

async function sampleOf(): Promise<Pick<Sample, 'features' | 'target'>> {
  const features = applyRecipe(await fitRecipe(encoded, partsOf(table)), table);
  const value = table.column('value');
  return { features, target: value.type === 'string' ? new Float64Array() : value.values };
}

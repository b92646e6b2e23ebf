import { expect, test } from 'vitest';
import { stringColumn } from '../../../core/table/columns.js';
import type { Table } from '../../../core/table/table.js';
import { applyRecipe } from '../../../core/transforms/apply-recipe.js';
import { fitRecipe } from '../../../core/transforms/fit-recipe.js';
import { all, recipe, type RecipeSpecification } from '../../../core/transforms/recipe.js';
import { partsOf, tableOf } from './rows.js';

// Literal values of scikit-learn 1.9.1: SimpleImputer, StandardScaler, MinMaxScaler, RobustScaler,
// OneHotEncoder (handle_unknown 'ignore', or 'infrequent_if_exist') and OrdinalEncoder (unknown_value −1).

const numbers = tableOf({ y: ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'], x: [1.5, null, 4, 9.25, 4, -3, 100, 0.1] });
const texts = tableOf({ y: ['a', 'b', 'a', 'b', 'a', 'b', 'a'], x: ['b', 'a', 'c', 'b', 'b', 'a', 'd'] });
const freshTexts = tableOf({ x: stringColumn(['a', 'd', 'z', 'b']) });
const base = recipe({ target: 'y' });

async function rowsOf(specification: RecipeSpecification, { fit, apply }: { fit: Table; apply: Table }): Promise<number[][]> {
  const { names, data, rows } = applyRecipe(await fitRecipe(specification, partsOf(fit, 3)), apply);
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * names.length, (row + 1) * names.length)]);
}

test.each<[title: string, specification: RecipeSpecification, expected: number[]]>([
  ['the mean', base.impute(all(), { strategy: 'mean' }), [1.5, 16.55, 4, 9.25, 4, -3, 100, 0.1]],
  ['the median', base.impute(all(), { strategy: 'median' }), [1.5, 4, 4, 9.25, 4, -3, 100, 0.1]],
  ['the most frequent value', base.impute(all(), { strategy: 'most-frequent' }), [1.5, 4, 4, 9.25, 4, -3, 100, 0.1]],
  ['a constant', base.impute(all(), { strategy: 'constant', value: -1 }), [1.5, -1, 4, 9.25, 4, -3, 100, 0.1]],
  [
    'the standard scale',
    base.scale(all(), { as: 'standard' }),
    [
      -0.43941425235221726,
      NaN,
      -0.3664218516292576,
      -0.21313781011104227,
      -0.3664218516292576,
      -0.5708005736535446,
      2.436486336132394,
      -0.4802899967570746,
    ],
  ],
  [
    'the scale from 0 to 1',
    base.scale(all(), { as: 'min-max' }),
    [0.04368932038834951, NaN, 0.06796116504854369, 0.11893203883495145, 0.06796116504854369, 0, 1, 0.030097087378640773],
  ],
  [
    'the robust scale',
    base.scale(all(), { as: 'robust' }),
    [-0.4291845493562232, NaN, 0, 0.9012875536480687, 0, -1.2017167381974247, 16.48068669527897, -0.6695278969957081],
  ],
])('finds %s as scikit-learn does', async (_title, specification, expected) => {
  const rows = await rowsOf(specification, { fit: numbers, apply: numbers });
  expect(rows.flat()).toEqual(expected.map(Math.fround));
});

test.each<[title: string, specification: RecipeSpecification, expected: number[][]]>([
  [
    'one-hot',
    base.encode(all(), { as: 'one-hot' }),
    [
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
      [0, 1, 0, 0],
    ],
  ],
  [
    'one-hot with rare ones',
    base.encode(all(), { as: 'one-hot', minFrequency: 0.2 }),
    [
      [1, 0, 0],
      [0, 0, 1],
      [0, 0, 1],
      [0, 1, 0],
    ],
  ],
  [
    'one-hot in two columns',
    base.encode(all(), { as: 'one-hot', maxCategories: 2 }),
    [
      [0, 1],
      [0, 1],
      [0, 1],
      [1, 0],
    ],
  ],
  ['ordinal', base.encode(all(), { as: 'ordinal' }), [[0], [3], [-1], [1]]],
])('encodes %s as scikit-learn does', async (_title, specification, expected) => {
  expect(await rowsOf(specification, { fit: texts, apply: freshTexts })).toEqual(expected);
});

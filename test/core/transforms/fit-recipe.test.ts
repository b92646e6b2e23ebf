import { describe, expect, test } from 'vitest';
import { numericColumn } from '../../../core/table/columns.js';
import type { Table } from '../../../core/table/table.js';
import { applyRecipe, requireFinite } from '../../../core/transforms/apply-recipe.js';
import { closedCategories } from '../../../core/transforms/encode.js';
import { fitRecipe } from '../../../core/transforms/fit-recipe.js';
import { all, categorical, columns, except, numeric, recipe, type RecipeSpecification } from '../../../core/transforms/recipe.js';
import { partsOf, tableOf } from './rows.js';

const table = tableOf({
  species: ['Adelie', 'Gentoo', 'Gentoo', 'Adelie'],
  length: [1, 3, null, 8],
  island: ['Dream', 'Biscoe', 'Dream', null],
  mass: [5, 5, 5, 5],
});

const base = recipe({ target: 'species' });

async function featuresOf(specification: RecipeSpecification, rows: Table = table): Promise<Record<string, number[]>> {
  const { names, data } = applyRecipe(await fitRecipe(specification, partsOf(rows)), rows);
  return Object.fromEntries(names.map((name, feature) => [name, [...data].filter((_, place) => place % names.length === feature)]));
}

describe('columns', () => {
  test('stay in the order of the table, an encoded one in the place of its source, a derived one last', async () => {
    const specification = base
      .derive({ half: 'length / 2' })
      .impute(columns('mass', 'length'), { strategy: 'median', indicator: true })
      .encode(categorical(), { as: 'one-hot' });
    const { features } = await fitRecipe(specification, partsOf(table));
    expect(features).toEqual(['length', 'missing(length)', 'island=Biscoe', 'island=Dream', 'mass', 'missing(mass)', 'half']);
  });

  test('are asked for at serving only where a feature depends on them', async () => {
    const specification = base.derive({ half: 'length / 2' }).select(columns('half'));
    const fitted = await fitRecipe(specification, partsOf(table));
    expect(fitted.inputs).toEqual([{ name: 'length', type: 'number' }]);
    expect(fitted.operations.map(({ transform }) => transform)).toEqual(['derive']);
  });

  test('are read only where a step needs them', async () => {
    const asked: (readonly string[] | undefined)[] = [];
    const rows = (names?: readonly string[]): AsyncIterable<Table> => {
      asked.push(names);
      return partsOf(names ? table.select(names) : table)();
    };
    await fitRecipe(base.derive({ half: 'length / 2' }).drop(columns('island')).scale(columns('half'), {}), rows);
    expect(asked).toEqual([undefined, ['length']]);
  });

  test('of one-hot encoding are left alone by numeric()', async () => {
    const specification = base.select(columns('island')).encode(categorical(), { as: 'one-hot' }).scale(numeric(), {});
    expect(await featuresOf(specification)).toEqual({ 'island=Biscoe': [0, 1, 0, 0], 'island=Dream': [1, 0, 1, 0] });
  });

  test('that are constant are scaled to 0', async () => {
    for (const as of ['standard', 'min-max', 'robust'] as const) {
      expect(await featuresOf(base.select(columns('mass')).scale(all(), { as }))).toEqual({ mass: [0, 0, 0, 0] });
    }
  });

  test('are chosen by everything but a selector', async () => {
    const { features } = await fitRecipe(base.drop(except(numeric())), partsOf(table));
    expect(features).toEqual(['length', 'mass']);
  });
});

test('takes every column where nothing is predicted', async () => {
  const fitted = await fitRecipe(recipe().encode(columns('species'), { as: 'ordinal' }).select(columns('species', 'mass')), partsOf(table));
  expect(fitted).not.toHaveProperty('target');
  expect(fitted.features).toEqual(['species', 'mass']);
});

describe('unknown and rare texts', () => {
  const islands = tableOf({ species: ['A', 'B', 'A', 'B', 'A'], island: ['Dream', 'Dream', 'Dream', 'Biscoe', 'Torgersen'] });
  const strangers = tableOf({ island: ['Dream', 'Atlantis', null] });

  test('share the rare column where there is one', async () => {
    const fitted = await fitRecipe(base.encode(all(), { as: 'one-hot', minFrequency: 0.5 }), partsOf(islands));
    expect(fitted.features).toEqual(['island=Dream', 'island=(rare)']);
    expect([...applyRecipe(fitted, strangers).data]).toEqual([1, 0, 0, 1, 0, 0]);
  });

  test('are 0 in every column otherwise', async () => {
    const fitted = await fitRecipe(base.encode(all(), { as: 'one-hot' }), partsOf(islands));
    expect([...applyRecipe(fitted, strangers).data]).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('are −1 as ordinal, missing ones stay missing', async () => {
    const fitted = await fitRecipe(base.encode(all(), { as: 'ordinal' }), partsOf(islands));
    expect([...applyRecipe(fitted, strangers).data]).toEqual([1, -1, NaN]);
  });

  test('are refused where the author asks for it', async () => {
    const fitted = await fitRecipe(base.encode(all(), { as: 'one-hot', unknown: 'error' }), partsOf(islands));
    expect(() => applyRecipe(fitted, strangers)).toThrow(
      expect.objectContaining({ code: 'RECIPE_CATEGORY_UNKNOWN', details: { received: 'Atlantis' } }) as Error,
    );
  });
});

describe('raw columns that may have known texts only', () => {
  const closed = base.select(columns('island')).impute(all(), { strategy: 'constant', value: 'Dream' });
  const oneHot = { as: 'one-hot', unknown: 'error' } as const;

  test('are those that are encoded as they come', async () => {
    expect(closedCategories(await fitRecipe(closed.encode(all(), oneHot), partsOf(table)), 'island')).toEqual(['Biscoe', 'Dream']);
  });

  test('are not those of which rare texts were made one before', async () => {
    const grouped = closed.groupRare(all(), { minFrequency: 0.4 }).encode(all(), oneHot);
    expect(closedCategories(await fitRecipe(grouped, partsOf(table)), 'island')).toBeNull();
  });
});

describe('refusals', () => {
  const nothing = numericColumn('number', [NaN, NaN]);
  const empty = tableOf({ species: ['A', 'B'], nothing });

  test.for<[what: string, specification: RecipeSpecification, rows: Table, code: string, received: string]>([
    ['a target that is missing', recipe({ target: 'genus' }), table, 'SCHEMA_COLUMN_MISSING', '"genus"'],
    ['selected columns that are missing', base.drop(columns('age', 'sex')), table, 'SCHEMA_COLUMN_MISSING', 'columns "age", "sex"'],
    [
      'the target as a feature',
      base.impute(columns('species'), { strategy: 'most-frequent' }),
      table,
      'SCHEMA_COLUMN_MISSING',
      '"species"',
    ],
    ['a derived target', base.derive({ species: 'length + 1' }), table, 'RECIPE_INVALID', '"species"'],
    ['texts that are left', base, table, 'RECIPE_COLUMN_TYPE', '"island": expected numbers (add encode'],
    ['texts to scale', base.scale(all(), {}), table, 'RECIPE_COLUMN_TYPE', 'got type string'],
    ['numbers to encode', base.encode(numeric(), { as: 'ordinal' }), table, 'RECIPE_COLUMN_TYPE', '"length": expected string'],
    ['a mean of texts', base.impute(categorical(), { strategy: 'mean' }), table, 'RECIPE_COLUMN_TYPE', '"island"'],
    ['a constant of another type', base.impute(all(), { strategy: 'constant', value: 0 }), table, 'RECIPE_COLUMN_TYPE', '"island"'],
    ['an all-missing column to impute', base.impute(all(), { strategy: 'mean' }), empty, 'RECIPE_COLUMN_EMPTY', '"nothing"'],
    ['an all-missing column to scale', base.scale(all(), {}), empty, 'RECIPE_COLUMN_EMPTY', '"nothing"'],
    ['no feature', base.drop(all()), table, 'RECIPE_NO_FEATURES', 'no column'],
    ['no rows', base, table.slice(0, 0), 'RECIPE_NO_ROWS', 'empty table'],
    [
      'infinite values to find neighbours among',
      base.selectFeatures(numeric(), { by: 'mutual-information', keep: 1 }),
      tableOf({ species: ['A', 'B', 'A'], a: [1, Infinity, 2] }),
      'RECIPE_VALUE_NOT_FINITE',
      '"a"',
    ],
    [
      'an infinite target to find neighbours among',
      recipe({ target: 'b' }).selectFeatures(numeric(), { by: 'mutual-information', keep: 1 }),
      tableOf({ a: [1, 3, 2, 5], b: [1, -Infinity, 2, 3] }),
      'RECIPE_VALUE_NOT_FINITE',
      '"b"',
    ],
    ['infinite values', base.scale(all(), {}), tableOf({ species: ['A', 'B'], a: [1, Infinity] }), 'RECIPE_VALUE_NOT_FINITE', '"a"'],
    [
      'two columns of one name',
      base.derive({ 'missing(mass)': 'mass' }).impute(columns('mass'), { strategy: 'mean', indicator: true }),
      table,
      'SCHEMA_COLUMN_DUPLICATE',
      '"missing(mass)"',
    ],
    ['quantiles the wrong way round', base.clip(numeric(), { by: 'quantile', lower: 0.9, upper: 0.1 }), table, 'RECIPE_INVALID', 'lower'],
    ['half a component', base.pca(numeric(), { components: 1.5 }), table, 'RECIPE_INVALID', 'components'],
    [
      'more components than columns',
      base.pca(numeric(), { components: 3 }),
      table,
      'RECIPE_INVALID',
      'at most as many components as columns, 2, got 3',
    ],
    [
      'half a feature',
      base.selectFeatures(numeric(), { by: 'variance', threshold: 0 }).selectFeatures(numeric(), { by: 'anova-f', keep: 1.5 }),
      table,
      'RECIPE_INVALID',
      'keep',
    ],
    ['a constant strategy without value', base.impute(all(), { strategy: 'constant' }), table, 'RECIPE_INVALID', 'value'],
    [
      'an unknown transform',
      { target: 'species', steps: [{ transform: 'whiten', select: all(), options: {} }] },
      table,
      'RECIPE_TRANSFORM_UNKNOWN',
      '"whiten"',
    ],
    [
      'a step that reads other rows',
      { target: 'species', steps: [{ transform: 'lag', select: all(), options: {} }] },
      table,
      'RECIPE_TRANSFORM_UNKNOWN',
      'by the stage window',
    ],
    [
      'a step that learns from a target that there is not',
      recipe().encode(all(), { as: 'target' }),
      table,
      'RECIPE_TARGET_MISSING',
      'encode',
    ],
    ['an unknown function', base.derive({ a: 'erf(length)' }), table, 'EXPRESSION_INVALID', 'erf()'],
    ['an expression without a column', base.derive({ a: '1 + 2' }), table, 'EXPRESSION_INVALID', 'at least one column'],
  ])('refuses %s', async ([, specification, rows, code, received]) => {
    const refused = fitRecipe(specification, partsOf(rows));
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(received) as string });
  });

  test('imputes an all-missing column by a constant', async () => {
    expect(await featuresOf(base.impute(all(), { strategy: 'constant', value: 7 }), empty)).toEqual({ nothing: [7, 7] });
  });

  test('refuses a missing feature by column and row', async () => {
    const features = applyRecipe(await fitRecipe(base.select(numeric()), partsOf(table)), table);
    expect(() => {
      requireFinite(features);
    }).toThrow(expect.objectContaining({ code: 'RECIPE_VALUE_NOT_FINITE', details: { column: 'length', row: 2 } }) as Error);
  });

  test('refuses a recipe that was fitted by another version', async () => {
    const fitted = await fitRecipe(base.select(numeric()).scale(all(), {}), partsOf(table));
    const older = { ...fitted, operations: fitted.operations.map((operation) => ({ ...operation, version: 0 })) };
    expect(() => applyRecipe(older, table)).toThrow(expect.objectContaining({ code: 'RECIPE_TRANSFORM_UNKNOWN' }) as Error);
  });
});

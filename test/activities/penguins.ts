import { readFileSync } from 'node:fs';
import { tableFromRows, type Row } from '../../core/table/from-rows.js';
import type { Table } from '../../core/table/table.js';
import { categorical, columns, numeric, recipe } from '../../core/transforms/recipe.js';

/** 344 penguins of three species, some values missing. */
export function penguins(): Table {
  return tableFromRows(JSON.parse(readFileSync('node_modules/vega-datasets/data/penguins.json', 'utf8')) as Row[]);
}

export const speciesRecipe = recipe({ target: 'Species' })
  .impute(numeric(), { strategy: 'median' })
  .encode(categorical(), { as: 'one-hot' })
  .scale(numeric(), { as: 'standard' });

export const massRecipe = recipe({ target: 'Body Mass (g)' })
  .drop(columns('Species'))
  .impute(numeric(), { strategy: 'median' })
  .encode(categorical(), { as: 'one-hot' })
  .scale(numeric(), { as: 'standard' });

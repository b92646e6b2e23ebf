import { z } from 'zod';
import { numericColumn } from '../../table/columns.js';
import { defineColumnForm } from '../define-column-transform.js';
import { categoriesLearned, foldCategories, placesOf, unknownTexts, type Categories } from './categories.js';
import { lookUp, lookUpGraph } from './text-lookup.js';

export const categoryOptions = z.strictObject({
  as: z
    .literal('category')
    .describe('a code without order, for trainers that split by sets of categories; an unknown or missing text is missing'),
  unknown: unknownTexts,
  minFrequency: z.number().min(0).max(1).default(0).describe('texts with a smaller share of the values share one code'),
  maxCategories: z.int().min(2).default(255).describe('most codes, the rare one included; the most frequent texts win'),
});

const special = { others: NaN, missing: NaN };

/** One column of codes, which the feature matrix says are categories and no numbers. */
export const category = defineColumnForm({
  accepts: ['string'],
  options: categoryOptions,
  learned: categoriesLearned,
  fit: (options, field) => foldCategories(field, options),
  outputs: ({ name }, { learned }) => [{ name, type: 'integer', categories: countOf(learned) }],
  apply(column, { learned, options: { unknown } }) {
    return [numericColumn('integer', lookUp(column, placesOf(learned, { unknown, ...special })))];
  },
  toGraph(input, { learned, options: { unknown } }) {
    return [lookUpGraph(input, placesOf(learned, { unknown, ...special }))];
  },
});

function countOf({ categories, rare }: Categories): number {
  return categories.length + (rare === null ? 0 : 1);
}

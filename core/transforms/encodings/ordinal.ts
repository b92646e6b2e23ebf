import { z } from 'zod';
import { numericColumn } from '../../table/columns.js';
import { defineColumnForm } from '../define-column-transform.js';
import { categoriesLearned, foldCategories, placesOf, unknownTexts } from './categories.js';
import { lookUp, lookUpGraph } from './text-lookup.js';

export const ordinalOptions = z.strictObject({
  as: z.literal('ordinal').describe('the place of the text in sorted order; a missing one stays missing'),
  unknown: unknownTexts,
});

const special = { others: -1, missing: NaN };

/** The place of a text among all that were seen. */
export const ordinal = defineColumnForm({
  accepts: ['string'],
  options: ordinalOptions,
  learned: categoriesLearned,
  fit: (options, field) => foldCategories(field, options),
  outputs: ({ name }) => [{ name, type: 'number' }],
  apply(column, { learned, options: { unknown } }) {
    return [numericColumn('number', lookUp(column, placesOf(learned, { unknown, ...special })))];
  },
  toGraph(input, { learned, options: { unknown } }) {
    return [lookUpGraph(input, placesOf(learned, { unknown, ...special }))];
  },
});

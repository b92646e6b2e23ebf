import { z } from 'zod';
import { cast, equal, scalar } from '../../onnx/operators.js';
import { defineColumnForm } from '../define-column-transform.js';
import { numericColumn } from '../../table/columns.js';
import { categoriesLearned, foldCategories, placesOf, unknownTexts, type Categories } from './categories.js';
import { lookUp, lookUpGraph, type TextLookup } from './text-lookup.js';

export const oneHotOptions = z.strictObject({
  as: z.literal('one-hot').describe('a column "NAME=TEXT" of 0 and 1 for each text; a missing one is 0 in all'),
  unknown: unknownTexts,
  minFrequency: z.number().min(0).max(1).default(0).describe('texts with a smaller share of the values share one column "NAME=(rare)"'),
  maxCategories: z.int().min(2).default(100).describe('most columns made, the rare one included; the most frequent texts win'),
});

/** A column of 0 and 1 for each text. */
export const oneHot = defineColumnForm({
  accepts: ['string'],
  options: oneHotOptions,
  learned: categoriesLearned,

  fit: (options, field) => foldCategories(field, options),

  outputs({ name }, { learned }) {
    // Booleans, so that numeric() leaves them alone: scaling 0 and 1 helps nobody.
    const texts = [...learned.categories, ...(learned.rare === null ? [] : ['(rare)'])];
    return texts.map((text) => ({ name: `${name}=${text}`, type: 'boolean' }));
  },

  apply(column, { learned, options }) {
    const places = lookUp(column, lookupOf(learned, options));
    const columns = Array.from({ length: widthOf(learned) }, () => new Float64Array(places.length));
    // A walk over the rows, not over rows times categories; an unknown or missing text has no column.
    for (let row = 0; row < places.length; row++) {
      const ones = columns[places[row] ?? -1];
      if (ones !== undefined) ones[row] = 1;
    }
    return columns.map((values) => numericColumn('boolean', values));
  },

  toGraph(input, { learned, options }) {
    const places = lookUpGraph(input, lookupOf(learned, options));
    return Array.from({ length: widthOf(learned) }, (_, place) => cast(equal(places, scalar(place)), 'float64'));
  },
});

function lookupOf(learned: Categories, { unknown }: z.output<typeof oneHotOptions>): TextLookup {
  return placesOf(learned, { unknown, others: -1, missing: -1 });
}

function widthOf({ categories, rare }: Categories): number {
  return categories.length + (rare === null ? 0 : 1);
}

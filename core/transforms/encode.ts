import { z } from 'zod';
import { defineForms } from './define-forms.js';
import { categoriesLearned } from './encodings/categories.js';
import { category, categoryOptions } from './encodings/category.js';
import { frequency, frequencyOptions } from './encodings/frequency.js';
import { hashing, hashingOptions } from './encodings/hashing.js';
import { oneHot, oneHotOptions } from './encodings/one-hot.js';
import { ordinal, ordinalOptions } from './encodings/ordinal.js';
import { targetEncoding, targetOptions } from './encodings/target.js';
import type { FittedRecipe } from './fitted-recipe.js';

export const encodeOptions = z.discriminatedUnion('as', [
  oneHotOptions,
  ordinalOptions,
  categoryOptions,
  targetOptions,
  frequencyOptions,
  hashingOptions,
]);

/** Turns texts into numbers. */
export const encode = defineForms({
  name: 'encode',
  version: 1,
  takes: 'each',
  by: 'as',
  options: encodeOptions,
  forms: { 'one-hot': oneHot, ordinal, category, target: targetEncoding, frequency, hashing },
});

/** The texts that a raw column may have where the recipe refuses others; null where it takes any. */
export function closedCategories(recipe: FittedRecipe, column: string): readonly string[] | null {
  for (const { transform, inputs, outputs, options, learned } of recipe.operations) {
    if (transform !== 'encode' || inputs[0]?.name !== column) {
      // What a step has made of the column, such as one text of all rare ones, is not the raw column any more.
      if (transform !== 'impute' && outputs.some(({ name }) => name === column)) return null;
      continue;
    }
    const chosen = encodeOptions.parse(options);
    if (!('unknown' in chosen) || chosen.unknown !== 'error') continue;
    const { categories, rare } = categoriesLearned.parse(learned);
    return [...categories, ...(rare ?? [])];
  }
  return null;
}

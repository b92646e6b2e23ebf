import { z } from 'zod';
import type { RecipeField } from '../define-transform.js';
import { defineColumnFold, type ColumnFold } from '../define-column-transform.js';
import { emptyColumn } from '../refusals.js';
import { ValueCounts } from '../statistics/value-counts.js';
import type { TextLookup } from './text-lookup.js';

export const unknownTexts = z
  .enum(['ignore', 'error'])
  .default('ignore')
  .describe(
    "a text not seen in training: 'ignore' makes it rare where there is a rare column, else all 0 (one-hot), −1 (ordinal) or missing (category); 'error' refuses it",
  );

export const categoriesLearned = z.strictObject({
  /** Sorted by UTF-16 code units. */
  categories: z.array(z.string()),
  /** The others seen in training; null when there are none. They are listed only where unknown texts are refused. */
  rare: z.array(z.string()).nullable(),
});

export type Categories = z.infer<typeof categoriesLearned>;

export interface CategoryLimits {
  readonly unknown: z.output<typeof unknownTexts>;
  /** Share of the values that a text must have to be a category of its own. */
  readonly minFrequency?: number;
  /** The rare ones count as one. */
  readonly maxCategories?: number;
}

/** Learns which texts there are, the most frequent of them where there is a limit. */
export function foldCategories(field: RecipeField, limits: CategoryLimits): ColumnFold<Categories> {
  return defineColumnFold({
    start: () => new ValueCounts(),
    add: (counts, column) => counts.add(column),
    finish: (counts) => chooseCategories(counts, { field, limits }),
  });
}

/** The place of every text: that of its category, of the rare ones after them, or one of the two given. */
export function placesOf({ categories, rare }: Categories, { unknown, others, missing }: PlaceOptions): TextLookup {
  const rarePlace = categories.length;
  return {
    texts: [...categories, ...(rare ?? [])],
    values: [...categories.map((_, place) => place), ...(rare ?? []).map(() => rarePlace)],
    others: unknown === 'error' ? 'refuse' : rare === null ? others : rarePlace,
    missing,
  };
}

interface PlaceOptions extends Pick<CategoryLimits, 'unknown'> {
  readonly others: number;
  readonly missing: number;
}

function chooseCategories(counts: ValueCounts, { field, limits }: { field: RecipeField; limits: CategoryLimits }): Categories {
  const ranked = counts.ranked();
  if (ranked.length === 0) throw emptyColumn('encode', field);
  const { unknown, minFrequency = 0, maxCategories = Infinity } = limits;

  const least = minFrequency * counts.total;
  const frequent = ranked.filter(([, count]) => count >= least).length;
  const fits = frequent === ranked.length && frequent <= maxCategories;
  const kept = fits ? frequent : Math.min(frequent, maxCategories - 1);

  const texts = ranked.map(([text]) => String(text));
  const rare = texts.slice(kept);
  return { categories: texts.slice(0, kept).sort(), rare: rare.length === 0 ? null : unknown === 'error' ? rare.sort() : [] };
}

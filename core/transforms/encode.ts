import { z } from 'zod';
import { mlOperator, type GraphNode } from '../onnx/graph.js';
import { cast, equal, gather, integer, integers, vector64 } from '../onnx/operators.js';
import { LeatError } from '../errors.js';
import type { Column, Field } from '../table/column.js';
import { numericColumn } from '../table/columns.js';
import { defineFold, defineTransform } from './define-transform.js';
import type { FittedRecipe } from './recipe.js';
import { mapToFloats } from './map-to-floats.js';
import { emptyColumn, textsOf } from './refusals.js';
import { ValueCounts } from './statistics/value-counts.js';

const unknown = z
  .enum(['ignore', 'error'])
  .default('ignore')
  .describe(
    "a text not seen in training: 'ignore' makes it rare where there is a rare column, else all 0 (one-hot) or −1; 'error' refuses it",
  );

export const encodeOptions = z.discriminatedUnion('as', [
  z.strictObject({
    as: z.literal('one-hot').describe('a column "NAME=TEXT" of 0 and 1 for each text; a missing one is 0 in all'),
    unknown,
    minFrequency: z.number().min(0).max(1).default(0).describe('texts with a smaller share of the values share one column "NAME=(rare)"'),
    maxCategories: z.int().min(2).default(100).describe('most columns made, the rare one included; the most frequent texts win'),
  }),
  z.strictObject({
    as: z.literal('ordinal').describe('the place of the text in sorted order; a missing one stays missing'),
    unknown,
  }),
]);

const encodeLearned = z.strictObject({
  /** Sorted by UTF-16 code units. */
  categories: z.array(z.string()),
  /** The others seen in training; null when there are none. They are listed only where unknown texts are refused. */
  rare: z.array(z.string()).nullable(),
});

type Options = z.infer<typeof encodeOptions>;
type Learned = z.infer<typeof encodeLearned>;

/** Turns texts into numbers. */
export const encode = defineTransform({
  name: 'encode',
  version: 1,
  accepts: ['string'],
  options: encodeOptions,
  learned: encodeLearned,

  fit: (options, field) =>
    defineFold({
      start: () => new ValueCounts(),
      add: (counts, column) => counts.add(column),
      merge: (earlier, later) => earlier.merge(later),
      finish: (counts) => chooseCategories(counts, { options, field }),
    }),

  outputs({ name }, learned, options) {
    if (options.as === 'ordinal') return [{ name, type: 'number' }];
    // Booleans, so that numeric() leaves them alone: scaling 0 and 1 helps nobody.
    const texts = [...learned.categories, ...(learned.rare === null ? [] : ['(rare)'])];
    return texts.map((text) => ({ name: `${name}=${text}`, type: 'boolean' }));
  },

  apply(column, learned, options) {
    const places = placesOf(column, { learned, options });
    const { unseen, missing } = specialPlaces(learned);
    if (options.as === 'ordinal') {
      const values = mapToFloats(places, (place) => (place === missing ? NaN : place === unseen ? -1 : place));
      return [{ type: 'number', values }];
    }
    const columns = Array.from({ length: unseen }, () => numericColumn('boolean', new Float64Array(places.length)));
    // A walk over the rows, not over rows times categories; an unseen or missing text has no column.
    places.forEach((place, row) => {
      const column = columns[place];
      if (column !== undefined) column.values[row] = 1;
    });
    return columns;
  },

  toGraph(input, learned, options) {
    const places = placeNode(input, { learned, options });
    const { unseen } = specialPlaces(learned);
    if (options.as === 'ordinal') return [gather(vector64([...range(unseen), -1, NaN]), places)];
    // ONNX has no "raise": reading past the end of a list is what refuses an unknown text in the graph.
    const checked = options.unknown === 'error' ? gather(integers(range(unseen + 2)), places) : places;
    return range(unseen).map((category) => cast(equal(checked, integer(category)), 'float64'));
  },
});

/** The texts that a raw column may have where the recipe refuses others; null where it takes any. */
export function closedCategories(recipe: FittedRecipe, column: string): readonly string[] | null {
  for (const { transform, inputs, options, learned } of recipe.operations) {
    if (transform !== 'encode' || inputs[0]?.name !== column) continue;
    const { categories, rare } = encodeLearned.parse(learned);
    if (encodeOptions.parse(options).unknown === 'error') return [...categories, ...(rare ?? [])];
  }
  return null;
}

interface Fitted {
  readonly learned: Learned;
  readonly options: Options;
}

/** Texts become places: 0 to categories − 1, then the rare ones if there are, then these. */
function specialPlaces({ categories, rare }: Learned): { unseen: number; missing: number; refused: number } {
  const unseen = categories.length + (rare === null ? 0 : 1);
  return { unseen, missing: unseen + 1, refused: unseen + 2 };
}

/** The place of every known text, and the one of all others. */
function placeTable({ learned, options }: Fitted): { known: Map<string, number>; others: number } {
  const { categories, rare } = learned;
  const { unseen, missing, refused } = specialPlaces(learned);
  const known = new Map([['', missing]]);
  categories.forEach((text, place) => known.set(text, place));
  for (const text of rare ?? []) known.set(text, categories.length);
  if (options.unknown === 'error') return { known, others: refused };
  return { known, others: rare === null ? unseen : categories.length };
}

function placesOf(column: Column, fitted: Fitted): Int32Array {
  const { codes, dictionary } = textsOf(column);
  const { known, others } = placeTable(fitted);
  const { missing, refused } = specialPlaces(fitted.learned);
  const placeOfCode = Int32Array.from(dictionary, (text) => known.get(text) ?? others);
  return codes.map((code) => {
    const place = code < 0 ? missing : (placeOfCode[code] ?? missing);
    if (place === refused) throw unknownText(dictionary[code] ?? '', fitted.learned);
    return place;
  });
}

function placeNode(input: GraphNode, fitted: Fitted): GraphNode {
  const { known, others } = placeTable(fitted);
  const [places] = mlOperator('LabelEncoder', [input], {
    attributes: {
      keys_strings: { strings: [...known.keys()] },
      values_int64s: { ints: [...known.values()] },
      default_int64: { int: others },
    },
  });
  if (places === undefined) throw new Error('invariant: mlOperator returns as many nodes as outputs are asked for');
  return places;
}

function chooseCategories(counts: ValueCounts, { options, field }: { options: Options; field: Field }): Learned {
  const ranked = counts.ranked();
  if (ranked.length === 0) throw emptyColumn('encode', field);
  const { minFrequency, maxCategories } = options.as === 'one-hot' ? options : { minFrequency: 0, maxCategories: Infinity };

  const least = minFrequency * counts.total;
  const frequent = ranked.filter(([, count]) => count >= least).length;
  const fits = frequent === ranked.length && frequent <= maxCategories;
  const kept = fits ? frequent : Math.min(frequent, maxCategories - 1);

  const texts = ranked.map(([text]) => String(text));
  const rare = texts.slice(kept);
  return { categories: texts.slice(0, kept).sort(), rare: rare.length === 0 ? null : options.unknown === 'error' ? rare.sort() : [] };
}

function unknownText(text: string, { categories }: Learned): LeatError {
  const shown = categories.slice(0, 10).map((category) => `"${category}"`);
  const message = `encode: expected one of ${shown.join(', ')}${categories.length > 10 ? ' …' : ''}, got "${text}"`;
  return new LeatError('RECIPE_CATEGORY_UNKNOWN', message, { details: { received: text } });
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

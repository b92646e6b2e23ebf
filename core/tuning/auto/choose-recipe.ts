import { columns, numeric, recipe, type RecipeSpecification } from '../../transforms/recipe.js';
import type { ColumnFacts } from './column-facts.js';

/** Texts of so many words on average, and hardly ever the same, are prose. */
const PROSE_WORDS = 4;
/** Texts that differ in a larger share of the rows than this name the row: nothing is learned from them. */
const NAMES_ROWS = 0.5;
/** Above so many different texts a column for each is too many: what the target is where they occur takes their place. */
const MOST_ONE_HOT = 30;
/** Words of prose that become features. */
const MOST_WORDS = 300;

/**
 * How columns become features where nobody has said so. Dates are taken apart, prose becomes words, other texts a
 * column each or, where they are many, the mean of the target; missing numbers become the median. Left out are
 * columns of one value and texts that name the row.
 */
export function chooseRecipe(target: string, facts: readonly ColumnFacts[]): RecipeSpecification {
  const features = facts.filter(({ name }) => name !== target);
  const named = (test: (column: ColumnFacts) => boolean): string[] => features.filter(test).map(({ name }) => name);
  const useless = named((column) => column.distinct < 2 || namesRow(column));
  const used = (test: (column: ColumnFacts) => boolean): string[] => named((column) => !useless.includes(column.name) && test(column));
  const texts = used(({ type }) => type === 'string');
  const prose = used(isProse);
  const many = used((column) => column.type === 'string' && !isProse(column) && column.distinct > MOST_ONE_HOT);
  const few = texts.filter((name) => !prose.includes(name) && !many.includes(name));
  const lacking = used(({ type, missing }) => missing > 0 && (type === 'number' || type === 'integer'));
  const lackingFlags = used(({ type, missing }) => missing > 0 && type === 'boolean');
  const dates = used(({ type }) => type === 'timestamp');

  let chosen = recipe({ target });
  const each = (names: readonly string[], add: (made: typeof chosen) => typeof chosen): void => {
    if (names.length > 0) chosen = add(chosen);
  };
  each(useless, (made) => made.drop(columns(...useless)));
  each(lackingFlags, (made) => made.impute(columns(...lackingFlags), { strategy: 'most-frequent' }));
  each(lacking, (made) => made.impute(columns(...lacking), { strategy: 'median', indicator: true }));
  each(dates, (made) => made.dates(columns(...dates), { parts: ['year', 'month', 'dayOfWeek', 'hour'] }));
  each(prose, (made) => made.text(columns(...prose), { as: 'tf-idf', maxFeatures: MOST_WORDS }));
  each(many, (made) => made.encode(columns(...many), { as: 'target' }));
  each(few, (made) => made.encode(columns(...few), { as: 'one-hot', unknown: 'ignore' }));
  // A served row may lack what no row of the training had missing; and dates that are missing are missing parts.
  return chosen.impute(numeric(), { strategy: 'median' }).scale(numeric(), { as: 'standard' });
}

function isProse({ type, words, rows, missing, distinct }: ColumnFacts): boolean {
  return type === 'string' && words >= PROSE_WORDS && distinct > NAMES_ROWS * (rows - missing);
}

function namesRow(column: ColumnFacts): boolean {
  const { type, rows, missing, distinct } = column;
  return type === 'string' && !isProse(column) && distinct > NAMES_ROWS * (rows - missing);
}

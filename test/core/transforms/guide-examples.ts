import { z } from 'zod';
import { definePipeline } from '../../../core/pipeline/define-pipeline.js';
import { file } from '../../../core/pipeline/source-descriptions.js';
import { ingest } from '../../../core/pipeline/stages/ingest.js';
import { window } from '../../../core/pipeline/stages/window.js';
import { Random } from '../../../core/random.js';
import { numericColumn, stringColumn } from '../../../core/table/columns.js';
import { Table } from '../../../core/table/table.js';
import { columns, numeric, recipe } from '../../../core/transforms/recipe.js';
import { lag, rolling } from '../../../core/windows/window-column.js';

// What docs/guides/recipes.md quotes, with rows to run it on.

const random = new Random('guide');
const rows = <Value>(draw: () => Value): Value[] => Array.from({ length: 200 }, () => draw());
const oneOf = (...texts: string[]): string => texts[random.below(texts.length)] ?? '';

export const peopleRows = Table.of([
  [
    'income',
    numericColumn(
      'number',
      rows(() => random.next() * 1e5),
    ),
  ],
  ['job', stringColumn(rows(() => oneOf('smith', 'baker', 'teacher')))],
  ['city', stringColumn(rows(() => oneOf('Bern', 'Oslo', 'Rome', 'Paris')))],
  [
    'born',
    numericColumn(
      'timestamp',
      rows(() => random.next() * 1e12),
    ),
  ],
  [
    'hours',
    numericColumn(
      'number',
      rows(() => (random.below(9) === 0 ? NaN : 60 * random.next() ** 2)),
    ),
  ],
]);

const people = recipe({ target: 'income' })
  .groupRare(columns('job'), { minFrequency: 0.001 })
  .encode(columns('city', 'job'), { as: 'target' })
  .dates(columns('born'), { parts: ['year', 'month'], cyclic: true })
  .clip(columns('hours'), { by: 'quantile' })
  .impute(numeric(), { strategy: 'median' })
  .power(columns('hours'))
  .selectFeatures(numeric(), { by: 'mutual-information', keep: 0.8 });

export const peopleRecipe = people;

export const reviewsRows = Table.of([
  [
    'stars',
    numericColumn(
      'number',
      rows(() => random.below(5)),
    ),
  ],
  [
    'review',
    stringColumn(
      rows(() =>
        rows(() => oneOf('good', 'Bad', 'soup', 'and', 'cold'))
          .slice(0, random.below(90))
          .join(' '),
      ),
    ),
  ],
]);

const reviews = recipe({ target: 'stars' })
  .derive({ long: 'length(review) > 200' })
  .text(columns('review'), { as: 'tf-idf', ngrams: [1, 2], maxFeatures: 500 });

export const reviewsRecipe = reviews.impute(columns('long'), { strategy: 'constant', value: false });

export const salesPipeline = definePipeline({
  name: 'sales',
  params: z.strictObject({}),
  build() {
    const raw = ingest({ source: file('sales.csv') });
    const sales = window({
      table: raw,
      orderBy: 'date',
      partitionBy: 'shop',
      columns: { lastWeek: lag('sold', 7), usual: rolling('sold', { rows: 28, as: 'mean' }) },
    });
    return { sales };
  },
});

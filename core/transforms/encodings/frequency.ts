import { z } from 'zod';
import { numericColumn } from '../../table/columns.js';
import { defineColumnFold, defineColumnForm } from '../define-column-transform.js';
import { emptyColumn } from '../refusals.js';
import { ValueCounts } from '../statistics/value-counts.js';
import { lookUp, lookUpGraph } from './text-lookup.js';

export const frequencyOptions = z.strictObject({
  as: z
    .literal('frequency')
    .describe("the text's share of the training rows that have a text; 0 where unknown, a missing one stays missing"),
});

const frequencyLearned = z.strictObject({ texts: z.array(z.string()), values: z.array(z.number()) });

const special = { others: 0, missing: NaN };

/** How frequent a text is. */
export const frequency = defineColumnForm({
  accepts: ['string'],
  options: frequencyOptions,
  learned: frequencyLearned,
  fit: (_, field) =>
    defineColumnFold({
      start: () => new ValueCounts(),
      add: (counts, column) => counts.add(column),
      finish(counts) {
        const { total } = counts;
        if (total === 0) throw emptyColumn('encode', field);
        const ranked = counts.ranked();
        return { texts: ranked.map(([text]) => String(text)), values: ranked.map(([, count]) => count / total) };
      },
    }),
  outputs: ({ name }) => [{ name, type: 'number' }],
  apply: (column, { learned }) => [numericColumn('number', lookUp(column, { ...learned, ...special }))],
  toGraph: (input, { learned }) => [lookUpGraph(input, { ...learned, ...special })],
});

import { z } from 'zod';
import { mlOperator } from '../onnx/graph.js';
import { defineColumnFold, defineColumnTransform } from './define-column-transform.js';
import { emptyColumn, textsOf } from './refusals.js';
import { ValueCounts } from './statistics/value-counts.js';

export const groupRareOptions = z.strictObject({
  minFrequency: z.number().min(0).max(1).default(0.01).describe('texts with a smaller share of the values are rare'),
  maxCategories: z.int().min(1).optional().describe('most texts that stay; the most frequent win'),
  into: z.string().min(1).default('(rare)').describe('what rare and unknown texts become'),
});

const groupRareLearned = z.strictObject({ kept: z.array(z.string()) });

/** Makes one text of those that are rare, and of those that training did not see. A missing text stays missing. */
export const groupRare = defineColumnTransform({
  name: 'group-rare',
  version: 1,
  accepts: ['string'],
  options: groupRareOptions,
  learned: groupRareLearned,
  fit: ({ minFrequency, maxCategories }, field) =>
    defineColumnFold({
      start: () => new ValueCounts(),
      add: (counts, column) => counts.add(column),
      finish(counts) {
        const { total } = counts;
        if (total === 0) throw emptyColumn('groupRare', field);
        const frequent = counts.ranked().filter(([, count]) => count >= minFrequency * total);
        return { kept: frequent.slice(0, maxCategories).map(([text]) => String(text)) };
      },
    }),
  outputs: ({ name }) => [{ name, type: 'string' }],
  apply(column, { learned: { kept }, options: { into } }) {
    const { codes, dictionary } = textsOf(column);
    const placeOf = new Map([...new Set([...kept, into])].map((text, place) => [text, place]));
    const rare = placeOf.get(into) ?? -1;
    const placeOfCode = dictionary.map((text) => placeOf.get(text) ?? rare);
    return [{ type: 'string', codes: codes.map((code) => placeOfCode[code] ?? -1), dictionary: [...placeOf.keys()] }];
  },
  toGraph(input, { learned: { kept }, options: { into } }) {
    const texts = { strings: ['', ...kept] };
    return mlOperator('LabelEncoder', [input], {
      attributes: { keys_strings: texts, values_strings: texts, default_string: { string: into } },
    });
  },
});

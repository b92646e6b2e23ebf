import { z } from 'zod';
import { abs, cast, columnOf, equal, integer, remainder, text, where } from '../../onnx/operators.js';
import { numericColumn } from '../../table/columns.js';
import { defineColumnForm } from '../define-column-transform.js';
import { hashGraph, murmur3 } from '../murmur3.js';
import { textsOf } from '../refusals.js';
import { tokensGraph, tokensOf } from './tokens.js';
import { countIdsGraph } from './vocabulary.js';

export const hashedWordsOptions = z.strictObject({
  as: z.literal('hashing').describe('words, as they are written, are hashed to the columns "NAME#1" to "NAME#N", and counted there'),
  columns: z.int().min(2).max(20_000).default(256).describe('how many columns; words that share one cannot be told apart'),
});

/** Words of a text as numbers without a list of words: nothing is learned, any word may come. */
export const hashedWords = defineColumnForm({
  accepts: ['string'],
  options: hashedWordsOptions,
  learned: z.null(),
  fit: () => ({ known: null }),
  outputs: ({ name }, { options }) =>
    Array.from({ length: options.columns }, (_, index) => ({ name: `${name}#${String(index + 1)}`, type: 'number' })),
  apply(column, { options }) {
    const { codes, dictionary } = textsOf(column);
    const columns = Array.from({ length: options.columns }, () => numericColumn('number', new Float64Array(codes.length)));
    const placesOfCode: (readonly number[] | undefined)[] = [];
    codes.forEach((code, row) => {
      if (code < 0) return;
      placesOfCode[code] ??= tokensOf(dictionary[code] ?? '').map((token) => Math.abs(murmur3(token)) % options.columns);
      for (const place of placesOfCode[code]) {
        const counts = columns[place]?.values;
        if (counts !== undefined) counts[row] = (counts[row] ?? 0) + 1;
      }
    });
    return columns;
  },
  toGraph(input, { options }) {
    const tokens = tokensGraph(input);
    const places = remainder(abs(cast(hashGraph(tokens), 'int64')), integer(options.columns));
    const known = where(equal(tokens, text('')), integer(-1), places);
    const all = Array.from({ length: options.columns }, (_, place) => place);
    const counts = countIdsGraph(
      known,
      all.map((place) => [place]),
    );
    return all.map((place) => columnOf(counts, place));
  },
});

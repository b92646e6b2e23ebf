import { z } from 'zod';
import { abs, and, cast, equal, integer, not, remainder, text } from '../../onnx/operators.js';
import { numericColumn } from '../../table/columns.js';
import { defineColumnForm } from '../define-column-transform.js';
import { hashGraph, murmur3 } from '../murmur3.js';
import { textsOf } from '../refusals.js';

export const hashingOptions = z.strictObject({
  as: z
    .literal('hashing')
    .describe('the text is hashed to one of the columns "NAME#1" to "NAME#N", which is 1 and the others 0; a missing one is 0 in all'),
  columns: z.int().min(2).max(4096).default(32).describe('how many columns; texts that share one cannot be told apart'),
});

/**
 * Needs no list of texts, so that any number of them, unknown ones too, may come.
 *
 * @see Weinberger et al., Feature Hashing for Large Scale Multitask Learning (2009); scikit-learn's FeatureHasher, with alternate_sign=False.
 */
export const hashing = defineColumnForm({
  accepts: ['string'],
  options: hashingOptions,
  learned: z.null(),
  fit: () => ({ known: null }),
  // Booleans, so that numeric() leaves them alone.
  outputs: ({ name }, { options }) =>
    Array.from({ length: options.columns }, (_, index) => ({ name: `${name}#${String(index + 1)}`, type: 'boolean' })),

  apply(column, { options }) {
    const { codes, dictionary } = textsOf(column);
    const placeOfCode = dictionary.map((each) => Math.abs(murmur3(each)) % options.columns);
    const columns = Array.from({ length: options.columns }, () => numericColumn('boolean', new Float64Array(codes.length)));
    codes.forEach((code, row) => {
      const ones = columns[placeOfCode[code] ?? -1];
      if (ones !== undefined) ones.values[row] = 1;
    });
    return columns;
  },

  toGraph(input, { options }) {
    const place = remainder(abs(cast(hashGraph(input), 'int64')), integer(options.columns));
    const known = not(equal(input, text('')));
    return Array.from({ length: options.columns }, (_, index) => cast(and(known, equal(place, integer(index))), 'float64'));
  },
});

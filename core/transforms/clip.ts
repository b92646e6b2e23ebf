import { z } from 'zod';
import { less, scalar, where } from '../onnx/operators.js';
import { numericColumn } from '../table/columns.js';
import { defineColumnFold, defineColumnTransform } from './define-column-transform.js';
import { mapToFloats } from './map-to-floats.js';
import { emptyColumn, numbersOf } from './refusals.js';
import { Quantiles } from './statistics/quantiles.js';

export const clipOptions = z.discriminatedUnion('by', [
  z
    .strictObject({
      by: z.literal('quantile').describe('at quantiles of the training rows'),
      lower: z.number().min(0).max(1).default(0.01),
      upper: z.number().min(0).max(1).default(0.99),
    })
    .refine(({ lower, upper }) => lower < upper, { error: 'expected less than upper', path: ['lower'] }),
  z.strictObject({
    by: z.literal('iqr').describe('at so many interquartile ranges below the first and above the third quartile'),
    factor: z.number().positive().default(1.5),
  }),
]);

const clipLearned = z.strictObject({ low: z.number(), high: z.number() });

/** Brings outliers back to the nearest value that is none. A missing value stays missing. */
export const clip = defineColumnTransform({
  name: 'clip',
  version: 1,
  accepts: ['number', 'integer', 'timestamp'],
  options: clipOptions,
  learned: clipLearned,
  fit: (options, field) =>
    defineColumnFold({
      start: () => new Quantiles(),
      add: (quantiles, column) => quantiles.add(numbersOf(column).values),
      finish(quantiles) {
        if (quantiles.count === 0) throw emptyColumn('clip', field);
        if (options.by === 'quantile') return { low: quantiles.at(options.lower), high: quantiles.at(options.upper) };
        const [first, third] = [quantiles.at(0.25), quantiles.at(0.75)];
        return { low: first - options.factor * (third - first), high: third + options.factor * (third - first) };
      },
    }),
  outputs: ({ name, type }) => [{ name, type: type === 'integer' ? 'number' : type }],
  apply(column, { learned: { low, high } }) {
    const { type, values } = numbersOf(column);
    const clipped = mapToFloats(values, (value) => (value < low ? low : value > high ? high : value));
    return [numericColumn(type === 'integer' ? 'number' : type, clipped)];
  },
  toGraph: (input, { learned: { low, high } }) => [
    where(less(input, scalar(low)), scalar(low), where(less(scalar(high), input), scalar(high), input)),
  ],
});

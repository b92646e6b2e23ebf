import { z } from 'zod';
import { cast, equal, isNaN, scalar, text, where } from '../onnx/operators.js';
import { COLUMN_TYPES, type Column, type Field } from '../table/column.js';
import { defineColumnFold, defineColumnTransform, type ColumnFold } from './define-column-transform.js';
import type { Known } from './define-transform.js';
import { mapToFloats } from './map-to-floats.js';
import { emptyColumn, numbersOf, wrongType } from './refusals.js';
import { Moments } from './statistics/moments.js';
import { Quantiles } from './statistics/quantiles.js';
import { ValueCounts } from './statistics/value-counts.js';

export const imputeOptions = z
  .strictObject({
    strategy: z
      .enum(['mean', 'median', 'most-frequent', 'constant'])
      .describe('what a missing value becomes; of equally frequent values the smallest'),
    value: z
      .union([z.number(), z.string().min(1), z.boolean()])
      .optional()
      .describe("the value, with strategy 'constant'"),
    indicator: z.boolean().default(false).describe('add a column "missing(NAME)" that is 1 where the value was missing'),
  })
  .refine(({ strategy, value }) => (strategy === 'constant') === (value !== undefined), {
    error: "expected a value with strategy 'constant', and with no other",
    path: ['value'],
  });

const imputeLearned = z.strictObject({ fill: z.union([z.number(), z.string()]) });

type Options = z.infer<typeof imputeOptions>;
type Learned = z.infer<typeof imputeLearned>;

/** Fills missing values with one that is learned from the rows that have it. */
export const impute = defineColumnTransform({
  name: 'impute',
  version: 1,
  accepts: COLUMN_TYPES,
  options: imputeOptions,
  learned: imputeLearned,

  fit: (options, field): ColumnFold<Learned> | Known<Learned> => fits[options.strategy](field, options),

  outputs({ name, type }, { learned: { fill }, options: { indicator } }) {
    const filled: Field = { name, type: type === 'integer' && !Number.isInteger(fill) ? 'number' : type };
    return indicator ? [filled, { name: `missing(${name})`, type: 'boolean' }] : [filled];
  },

  apply(column, { learned: { fill }, options: { indicator } }) {
    const filled = fillColumn(column, fill);
    return indicator ? [filled, indicatorOf(column)] : [filled];
  },

  toGraph(input, { learned: { fill }, options: { indicator } }) {
    const missing = typeof fill === 'string' ? equal(input, text('')) : isNaN(input);
    const filled = where(missing, typeof fill === 'string' ? text(fill) : scalar(fill), input);
    return indicator ? [filled, cast(missing, 'float64')] : [filled];
  },
});

const fits: Readonly<Record<Options['strategy'], (field: Field, options: Options) => ColumnFold<Learned> | Known<Learned>>> = {
  mean(field) {
    requireNumbers(field, 'mean');
    return defineColumnFold({
      start: () => new Moments(),
      add: (moments, column) => moments.add(numbersOf(column).values),
      finish: ({ count, mean }) => ({ fill: found(count > 0 ? mean : undefined, field) }),
    });
  },
  median(field) {
    requireNumbers(field, 'median');
    return defineColumnFold({
      start: () => new Quantiles(),
      add: (quantiles, column) => quantiles.add(numbersOf(column).values),
      finish: (quantiles) => ({ fill: found(quantiles.count > 0 ? quantiles.at(0.5) : undefined, field) }),
    });
  },
  'most-frequent': (field) =>
    defineColumnFold({
      start: () => new ValueCounts(),
      add: (counts, column) => counts.add(column),
      finish: (counts) => ({ fill: found(counts.ranked()[0]?.[0], field) }),
    }),
  constant(field, { value = '' }) {
    const fill = typeof value === 'boolean' ? Number(value) : value;
    if ((field.type === 'string') !== (typeof fill === 'string')) throw wrongType('impute', field, `the type of ${JSON.stringify(value)}`);
    return { known: { fill } };
  },
};

function requireNumbers(field: Field, strategy: string): void {
  if (field.type === 'string') throw wrongType(`impute with strategy '${strategy}'`, field, 'numbers');
}

function found<Value extends string | number>(value: Value | undefined, field: Field): Value {
  if (value === undefined) throw emptyColumn('impute', field);
  return value;
}

function fillColumn(column: Column, fill: string | number): Column {
  if (column.type === 'string') {
    const { dictionary } = column;
    const code = dictionary.indexOf(String(fill));
    const fillCode = code < 0 ? dictionary.length : code;
    return {
      type: 'string',
      codes: column.codes.map((each) => (each < 0 ? fillCode : each)),
      dictionary: code < 0 ? [...dictionary, String(fill)] : dictionary,
    };
  }
  const [values, number] = [Float64Array.from(column.values), Number(fill)];
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) values[row] = number;
  return { type: column.type, values };
}

function indicatorOf(column: Column): Column {
  return {
    type: 'boolean',
    values:
      column.type === 'string'
        ? mapToFloats(column.codes, (code) => Number(code < 0))
        : mapToFloats(column.values, (value) => Number(Number.isNaN(value))),
  };
}

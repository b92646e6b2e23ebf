import { z } from 'zod';
import { div, scalar, sub } from '../onnx/operators.js';
import type { Field } from '../table/column.js';
import { defineColumnFold, defineColumnTransform, type ColumnFold } from './define-column-transform.js';
import { emptyColumn, numbersOf } from './refusals.js';
import { Moments } from './statistics/moments.js';
import { Quantiles } from './statistics/quantiles.js';

export const scaleOptions = z.strictObject({
  as: z
    .enum(['standard', 'min-max', 'robust'])
    .default('standard')
    .describe("'standard': mean 0 and deviation 1; 'min-max': from 0 to 1; 'robust': median 0 and interquartile range 1"),
});

const scaleLearned = z.strictObject({ shift: z.number(), divisor: z.number() });

type Method = z.infer<typeof scaleOptions>['as'];
type Learned = z.infer<typeof scaleLearned>;

/** Brings numbers to a common scale. A missing value stays missing. */
export const scale = defineColumnTransform({
  name: 'scale',
  version: 1,
  accepts: ['number', 'integer', 'boolean', 'timestamp'],
  options: scaleOptions,
  learned: scaleLearned,
  fit: ({ as }, field) => fits[as](field),
  outputs: ({ name }) => [{ name, type: 'number' }],
  apply(column, { learned: { shift, divisor } }) {
    const { values } = numbersOf(column);
    const scaled = new Float64Array(values.length);
    for (let row = 0; row < scaled.length; row++) scaled[row] = ((values[row] ?? NaN) - shift) / divisor;
    return [{ type: 'number', values: scaled }];
  },
  toGraph: (input, { learned: { shift, divisor } }) => [div(sub(input, scalar(shift)), scalar(divisor))],
});

const fits: Readonly<Record<Method, (field: Field) => ColumnFold<Learned>>> = {
  standard: (field) => foldMoments(field, ({ mean, deviation }) => ({ shift: mean, spread: deviation })),
  'min-max': (field) => foldMoments(field, ({ minimum, maximum }) => ({ shift: minimum, spread: maximum - minimum })),
  robust: (field) =>
    defineColumnFold({
      start: () => new Quantiles(),
      add: (quantiles, column) => quantiles.add(numbersOf(column).values),
      finish(quantiles) {
        if (quantiles.count === 0) throw emptyColumn('scale', field);
        return toLearned({ shift: quantiles.at(0.5), spread: quantiles.at(0.75) - quantiles.at(0.25) });
      },
    }),
};

interface Position {
  readonly shift: number;
  readonly spread: number;
}

function foldMoments(field: Field, positionOf: (moments: Moments) => Position): ColumnFold<Learned> {
  return defineColumnFold({
    start: () => new Moments(),
    add: (moments, column) => moments.add(numbersOf(column).values),
    finish(moments) {
      if (moments.count === 0) throw emptyColumn('scale', field);
      return toLearned(positionOf(moments));
    },
  });
}

/** A constant column becomes 0, not NaN. */
function toLearned({ shift, spread }: Position): Learned {
  return { shift, divisor: spread > 0 ? spread : 1 };
}

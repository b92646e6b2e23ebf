import { z } from 'zod';
import type { GraphNode } from '../onnx/graph.js';
import { abs, add, div, less, log, neg, pow, scalar, sub, where } from '../onnx/operators.js';
import { numericColumn } from '../table/columns.js';
import { defineColumnFold, defineColumnTransform } from './define-column-transform.js';
import { mapToFloats } from './map-to-floats.js';
import { minimiseInOneDimension } from './minimise-in-one-dimension.js';
import { emptyColumn, numbersOf } from './refusals.js';
import { Moments } from './statistics/moments.js';
import { Quantiles } from './statistics/quantiles.js';

export const powerOptions = z.strictObject({
  standardize: z.boolean().default(true).describe('to mean 0 and deviation 1 afterwards'),
});

const powerLearned = z.strictObject({ lambda: z.number(), shift: z.number(), divisor: z.number() });

/**
 * Brings the distribution of numbers closer to the normal one: the power whose result is likeliest to be normal.
 * Of more than 262,144 rows a sample decides.
 *
 * @see Yeo & Johnson, A New Family of Power Transformations to Improve Normality or Symmetry (2000).
 */
export const power = defineColumnTransform({
  name: 'power',
  version: 1,
  accepts: ['number', 'integer'],
  options: powerOptions,
  learned: powerLearned,
  fit: ({ standardize }, field) =>
    defineColumnFold({
      start: () => new Quantiles(),
      add: (sample, column) => sample.add(numbersOf(column).values),
      finish(sample) {
        if (sample.count === 0) throw emptyColumn('power', field);
        const lambda = likeliestPower(sample.values);
        const { mean, deviation } = new Moments().add(mapToFloats(sample.values, (value) => yeoJohnson(value, lambda)));
        return standardize ? { lambda, shift: mean, divisor: deviation > 0 ? deviation : 1 } : { lambda, shift: 0, divisor: 1 };
      },
    }),
  outputs: ({ name }) => [{ name, type: 'number' }],
  apply(column, { learned: { lambda, shift, divisor } }) {
    return [
      numericColumn(
        'number',
        mapToFloats(numbersOf(column).values, (value) => (yeoJohnson(value, lambda) - shift) / divisor),
      ),
    ];
  },
  toGraph: (input, { learned: { lambda, shift, divisor } }) => [div(sub(yeoJohnsonGraph(input, lambda), scalar(shift)), scalar(divisor))],
});

/** Odd around 0 but for the exponent: λ for what is above, 2 − λ below; an exponent of 0 is a logarithm. */
function yeoJohnson(value: number, lambda: number): number {
  const exponent = value < 0 ? 2 - lambda : lambda;
  const base = Math.abs(value) + 1;
  const size = exponent === 0 ? Math.log(base) : (base ** exponent - 1) / exponent;
  return value < 0 ? -size : size;
}

function yeoJohnsonGraph(value: GraphNode, lambda: number): GraphNode {
  const base = add(abs(value), scalar(1));
  const sized = (exponent: number): GraphNode =>
    exponent === 0 ? log(base) : div(sub(pow(base, scalar(exponent)), scalar(1)), scalar(exponent));
  return where(less(value, scalar(0)), neg(sized(2 - lambda)), sized(lambda));
}

/** The λ of the largest likelihood that the result is normal; 1, which changes nothing, where all values are equal. */
function likeliestPower(values: Float64Array): number {
  if (values.every((value) => value === values[0])) return 1;
  // The Jacobian's part of the likelihood but for the factor λ − 1.
  let logs = 0;
  for (const value of values) logs += Math.sign(value) * Math.log1p(Math.abs(value));
  return minimiseInOneDimension(
    (lambda) => {
      const { deviation } = new Moments().add(mapToFloats(values, (value) => yeoJohnson(value, lambda)));
      return values.length * Math.log(deviation) - (lambda - 1) * logs;
    },
    { from: -2, to: 2 },
  );
}

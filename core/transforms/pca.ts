import { z } from 'zod';
import { LeatError } from '../errors.js';
import { columnOf, concat, matmul, matrix64, sub, vector64 } from '../onnx/operators.js';
import { numericColumn } from '../table/columns.js';
import { defineFold, defineTransform } from './define-transform.js';
import { numbersOf } from './refusals.js';
import { Covariance } from './statistics/covariance.js';
import { symmetricEigen } from './statistics/symmetric-eigen.js';

export const pcaOptions = z.strictObject({
  components: z
    .number()
    .positive()
    .refine((components) => components < 1 || Number.isInteger(components), { error: 'expected a share below 1, or a whole number' })
    .describe('how many columns "pca1", "pca2" … take the place of the selected; below 1: as many as explain that share of the variance'),
  whiten: z.boolean().default(false).describe('to variance 1 each'),
});

const pcaLearned = z.strictObject({
  means: z.array(z.number()),
  /** Shape [components, columns]. */
  components: z.array(z.array(z.number())),
});

type Learned = z.infer<typeof pcaLearned>;

/**
 * Principal components: the directions in which numbers vary most, as columns. Scale before it. A row with a
 * missing value is not learned from, and has no components.
 *
 * @see Jolliffe, Principal Component Analysis, 2nd ed. (2002). Signs as in scikit-learn: the largest weight is positive.
 */
export const pca = defineTransform({
  name: 'pca',
  version: 1,
  accepts: ['number', 'integer', 'boolean'],
  takes: 'all',
  options: pcaOptions,
  learned: pcaLearned,
  fit(options, group) {
    if (options.components > group.length) {
      const [most, received] = [String(group.length), String(options.components)];
      throw new LeatError('RECIPE_INVALID', `pca: expected at most as many components as columns, ${most}, got ${received}`);
    }
    return defineFold({
      start: () => new Covariance(group.length),
      add: (covariance, { columns }) => covariance.add(columns.map(numbersOf)),
      finish(covariance) {
        if (covariance.count >= 2) return learn(covariance, options);
        throw new LeatError('RECIPE_COLUMN_EMPTY', 'pca: expected two rows that have a value in every column, got fewer: impute first');
      },
    });
  },
  outputs: (_, { learned }) => learned.components.map((__, index) => ({ name: `pca${String(index + 1)}`, type: 'number' })),
  apply(columns, { learned: { means, components } }) {
    const centred = columns.map((column, index) => numbersOf(column).values.map((value) => value - (means[index] ?? 0)));
    return components.map((weights) => {
      const sums = new Float64Array(centred[0]?.length ?? 0);
      weights.forEach((weight, index) => {
        const values = centred[index] ?? sums;
        for (let row = 0; row < sums.length; row++) sums[row] = (sums[row] ?? 0) + weight * (values[row] ?? NaN);
      });
      return numericColumn('number', sums);
    });
  },
  toGraph(inputs, { learned: { means, components } }) {
    const weights = means.map((_, column) => components.map((component) => component[column] ?? 0));
    const projected = matmul(sub(concat(inputs, 1), vector64(means)), matrix64(weights));
    return components.map((_, index) => columnOf(projected, index));
  },
});

function learn(covariance: Covariance, { components, whiten }: z.output<typeof pcaOptions>): Learned {
  const { values, vectors } = symmetricEigen(covariance.products, covariance.means.length);
  const kept = vectors.slice(0, components < 1 ? countExplaining(values, components) : components).map((vector, index) => {
    const variance = (values[index] ?? 0) / (covariance.count - 1);
    const largest = vector.reduce((most, weight) => (Math.abs(weight) > Math.abs(most) ? weight : most), 0);
    const length = (largest < 0 ? -1 : 1) / (whiten && variance > 0 ? Math.sqrt(variance) : 1);
    return Array.from(vector, (weight) => weight * length);
  });
  return { means: [...covariance.means], components: kept };
}

/** How many of the first it takes to explain more than a share of all variance. */
function countExplaining(values: readonly number[], share: number): number {
  const total = values.reduce((sum, value) => sum + value, 0);
  let explained = 0;
  const last = values.findIndex((value) => (explained += value) > share * total);
  return last < 0 ? values.length : last + 1;
}

import { z } from 'zod';
import { LeatError } from '../../errors.js';
import { defineFold, requireTarget } from '../define-transform.js';
import { numbersOf } from '../refusals.js';
import { labelAt } from '../target-labels.js';
import { defineSelection, keepBest, keepOption } from './define-selection.js';

export const byChi2Options = z.strictObject({
  by: z.literal('chi2').describe('features of counts or of 0 and 1 by the χ² of their sums in the classes'),
  keep: keepOption,
});

interface Sums {
  rows: number;
  /** By feature. */
  readonly features: Float64Array;
}

/** A missing value counts as 0. @see scikit-learn's chi2. */
export const byChi2 = defineSelection({
  options: byChi2Options,
  usesTarget: true,
  fit: ({ keep }, group) =>
    defineFold({
      start: () => new Map<string | number, Sums>(),
      add(byClass, { columns, target, rowsBefore }) {
        const values = columns.map((column) => numbersOf(column).values);
        const labels = requireTarget(target);
        for (let row = 0; row < (values[0]?.length ?? 0); row++) {
          const label = labelAt(labels, row);
          if (label === undefined) continue;
          const sums = byClass.get(label) ?? { rows: 0, features: new Float64Array(group.length) };
          byClass.set(label, sums);
          sums.rows++;
          values.forEach((column, feature) => {
            const value = column[row] ?? NaN;
            if (value < 0) throw negative(group[feature]?.name ?? '', { value, row: rowsBefore + row + 1 });
            if (value > 0) sums.features[feature] = (sums.features[feature] ?? 0) + value;
          });
        }
        return byClass;
      },
      finish: (byClass) => keepBest(chiSquares([...byClass.values()], group.length), keep),
    }),
});

function chiSquares(classes: readonly Sums[], width: number): number[] {
  const rows = classes.reduce((sum, each) => sum + each.rows, 0);
  return Array.from({ length: width }, (_, feature) => {
    const total = classes.reduce((sum, { features }) => sum + (features[feature] ?? 0), 0);
    return classes.reduce((sum, each) => {
      const expected = (total * each.rows) / rows;
      return sum + ((each.features[feature] ?? 0) - expected) ** 2 / expected;
    }, 0);
  });
}

function negative(name: string, { value, row }: { value: number; row: number }): LeatError {
  const message = `selectFeatures by chi2: column "${name}", row ${String(row)}: expected a count, 0 or more, got ${String(value)}`;
  return new LeatError('RECIPE_COLUMN_TYPE', message, { details: { column: name, row } });
}

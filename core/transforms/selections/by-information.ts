import { z } from 'zod';
import type { Column } from '../../table/column.js';
import { rowsOf } from '../../table/columns.js';
import { defineFold, requireTarget, type RecipeField } from '../define-transform.js';
import { infiniteColumns, numbersOf } from '../refusals.js';
import { informationOfLabels, informationOfNumbers, informationOfNumbersAndLabels } from '../statistics/mutual-information.js';
import { RowSample } from '../statistics/row-sample.js';
import { isOfClasses, labelAt, taskOption } from '../target-labels.js';
import { defineSelection, keepBest, keepOption } from './define-selection.js';

/** Neighbours are searched for every row: beyond this a sample of at least half as many says it as well. */
const MOST_ROWS = 2 ** 15;

export const byInformationOptions = z.strictObject({
  by: z.literal('mutual-information').describe('features by what they say of the target, in whatever form'),
  keep: keepOption,
  task: taskOption,
});

/** A missing value is left out. @see scikit-learn's mutual_info_classif and mutual_info_regression. */
export const byInformation = defineSelection({
  options: byInformationOptions,
  usesTarget: true,
  fit: ({ keep, task }, group, targetField) =>
    defineFold({
      start: () => new RowSample(MOST_ROWS),
      add: (sample, rows) => sample.add(rows),
      finish(sample) {
        const columns = [...sample.finish().columns()].map(([, column]) => column);
        const target = requireTarget(columns.at(-1));
        const known: Feature = { field: requireTarget(targetField), column: target };
        const ofClasses = isOfClasses(known.field, task);
        const scores = group.map((field, index) => information({ field, column: columns[index] ?? target }, known, ofClasses));
        return keepBest(scores, keep);
      },
    }),
});

interface Feature {
  readonly field: RecipeField;
  readonly column: Column;
}

function information({ field, column }: Feature, target: Feature, ofClasses: boolean): number {
  const labels = labelsOf(target.column);
  const all = numbersOf(column).values;
  // No neighbour of an infinite value is near.
  if (all.includes(Infinity) || all.includes(-Infinity)) throw infiniteColumns([field]);
  if (labels.includes(Infinity) || labels.includes(-Infinity)) throw infiniteColumns([target.field]);
  const rows = Array.from({ length: rowsOf(column) }, (_, row) => row).filter(
    (row) => !Number.isNaN(all[row] ?? NaN) && !Number.isNaN(labels[row] ?? NaN),
  );
  const values = Float64Array.from(rows, (row) => all[row] ?? NaN);
  const known = Float64Array.from(rows, (row) => labels[row] ?? NaN);
  const isDiscrete = field.type === 'boolean' || field.categories !== undefined;
  if (ofClasses) return isDiscrete ? informationOfLabels(values, known) : informationOfNumbersAndLabels(values, known);
  return isDiscrete ? informationOfNumbersAndLabels(known, values) : informationOfNumbers(values, known);
}

/** Numbers as they are, texts numbered; NaN where missing. */
function labelsOf(target: Column): Float64Array {
  if (target.type !== 'string') return target.values;
  return Float64Array.from(target.codes, (code, row) => (labelAt(target, row) === undefined ? NaN : code));
}

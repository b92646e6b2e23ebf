import { z } from 'zod';
import type { Column } from '../../table/column.js';
import { defineFold, requireTarget, type FoldRows } from '../define-transform.js';
import { numbersOf } from '../refusals.js';
import { Covariance } from '../statistics/covariance.js';
import { Moments } from '../statistics/moments.js';
import { isOfClasses, labelAt, taskOption } from '../target-labels.js';
import { defineSelection, keepBest, keepOption } from './define-selection.js';

export const byFTestOptions = z.strictObject({
  by: z
    .literal('anova-f')
    .describe("features by their F: of a feature's means in the classes, or of its correlation with a target of numbers"),
  keep: keepOption,
  task: taskOption,
});

/** A missing value is left out. @see scikit-learn's f_classif and f_regression. */
export const byFTest = defineSelection({
  options: byFTestOptions,
  usesTarget: true,
  fit: ({ keep, task }, group, target) =>
    isOfClasses(requireTarget(target), task)
      ? defineFold({
          start: () => group.map(() => new Map<string | number, Moments>()),
          add: addByClass,
          finish: (byFeature) =>
            keepBest(
              byFeature.map((byClass) => fOfClasses([...byClass.values()])),
              keep,
            ),
        })
      : defineFold({
          start: () => group.map(() => new Covariance(2)),
          add: (pairs, { columns, target: values }) =>
            pairs.map((pair, index) => pair.add([columns[index], values].map((column) => numbersOf(requireColumn(column))))),
          finish: (pairs) => keepBest(pairs.map(fOfCorrelation), keep),
        }),
});

type ByClass = Map<string | number, Moments>;

function addByClass(byFeature: ByClass[], { columns, target }: FoldRows): ByClass[] {
  const labels = requireTarget(target);
  byFeature.forEach((byClass, index) => {
    numbersOf(requireColumn(columns[index])).values.forEach((value, row) => {
      const label = labelAt(labels, row);
      if (label === undefined) return;
      let moments = byClass.get(label);
      if (moments === undefined) byClass.set(label, (moments = new Moments()));
      moments.addOne(value);
    });
  });
  return byFeature;
}

function requireColumn(column: Column | undefined): Column {
  if (column === undefined) throw new Error('invariant: a fold sees all columns of its group');
  return column;
}

/** Variance between the classes by that within them. */
function fOfClasses(classes: readonly Moments[]): number {
  const all = classes.reduce((sum, { count, mean }) => ({ count: sum.count + count, total: sum.total + count * mean }), {
    count: 0,
    total: 0,
  });
  const mean = all.total / all.count;
  let [between, within] = [0, 0];
  for (const each of classes) {
    between += each.count * (each.mean - mean) ** 2;
    within += each.count * each.deviation ** 2;
  }
  return between / (classes.length - 1) / (within / (all.count - classes.length));
}

function fOfCorrelation(pair: Covariance): number {
  const squared = pair.at(0, 1) ** 2 / (pair.at(0, 0) * pair.at(1, 1));
  return (squared / (1 - squared)) * (pair.count - 2);
}

import { z } from 'zod';
import { numericColumn } from '../../table/columns.js';
import type { Column } from '../../table/column.js';
import { only } from '../define-column-transform.js';
import { defineFold, defineForm, requireTarget } from '../define-transform.js';
import { hashOfPlace } from '../places.js';
import { emptyColumn, textsOf } from '../refusals.js';
import { mergeSpreads, type Spread } from '../statistics/spread.js';
import { isOfClasses, taskOption } from '../target-labels.js';
import { TargetCells } from '../statistics/target-cells.js';
import { lookUp, lookUpGraph, type TextLookup } from './text-lookup.js';

export const targetOptions = z.strictObject({
  as: z
    .literal('target')
    .describe(
      'the mean of the target where the text is, shrunk towards its mean over all rows; of more than two classes a column for each',
    ),
  smooth: z
    .union([z.literal('auto'), z.number().min(0)])
    .default('auto')
    .describe("how many rows the overall mean counts as; 'auto': as many as the variances within texts and over all call for"),
  folds: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe('training rows are encoded by what the other folds say, so that no row sees its own target'),
  seed: z.int().min(0).default(0).describe('of the folds'),
  task: taskOption,
});

type Options = z.output<typeof targetOptions>;

const table = z.strictObject({
  /** By text. */
  values: z.array(z.number()),
  /** Of texts that were not seen. */
  others: z.number(),
});

const targetLearned = z.strictObject({
  texts: z.array(z.string()),
  columns: z.array(
    z.strictObject({
      /** Behind the name of the source; '' where there is one column only. */
      suffix: z.string(),
      all: table,
      /** By fold: what the rows of the other folds say. */
      outside: z.array(table),
    }),
  ),
});

type Learned = z.infer<typeof targetLearned>;

/**
 * Says of a text what the target is on average where it occurs. Rows that are trained on see only what rows of
 * other folds say (cross-fitting): otherwise rare texts would give their own targets away.
 *
 * @see Micci-Barreca, A Preprocessing Scheme for High-Cardinality Categorical Attributes (2001); scikit-learn's
 * TargetEncoder, whose results these are for equal folds.
 */
export const targetEncoding = defineForm({
  accepts: ['string'],
  takes: 'each',
  options: targetOptions,
  learned: targetLearned,
  usesTarget: () => true,

  fit({ folds, seed, smooth, task }, group, targetField) {
    const ofClasses = isOfClasses(requireTarget(targetField), task);
    return defineFold({
      start: () => new TargetCells({ folds, ofClasses }),
      add: (cells, { columns, target, rowsBefore }) =>
        cells.add(textsOf(only(columns)), {
          target: requireTarget(target),
          foldOf: (row) => hashOfPlace(rowsBefore + row, seed) % folds,
        }),
      finish(cells): Learned {
        const { texts, classes } = cells;
        if (texts.every((text) => text === '')) throw emptyColumn('encode', only(group));
        // Of two classes the one says all of the other.
        const encoded = !ofClasses ? [undefined] : classes.length === 2 ? classes.slice(1) : classes;
        const columns = encoded.map((one) => {
          const suffix = encoded.length === 1 ? '' : `:${String(one)}`;
          return { suffix, ...learnColumn(cells.spreads(one), { folds, smooth }) };
        });
        return { texts: [...texts], columns };
      },
    });
  },

  outputs: ([field], { learned }) => learned.columns.map(({ suffix }) => ({ name: `${field?.name ?? ''}${suffix}`, type: 'number' })),

  apply: (columns, { learned }) => learned.columns.map(({ all }) => numericColumn('number', lookUp(only(columns), lookupOf(learned, all)))),

  applyToTraining(columns, { learned, options: { folds, seed } }, places) {
    return learned.columns.map(({ outside }): Column => {
      const byFold = outside.map((each) => lookUp(only(columns), lookupOf(learned, each)));
      const values = new Float64Array(places.length);
      for (let row = 0; row < values.length; row++) values[row] = byFold[hashOfPlace(places[row] ?? 0, seed) % folds]?.[row] ?? NaN;
      return numericColumn('number', values);
    });
  },

  toGraph: (inputs, { learned }) => learned.columns.map(({ all }) => lookUpGraph(only(inputs), lookupOf(learned, all))),
});

type Table = z.infer<typeof table>;

/** A missing text has a value of its own where training saw one. */
function lookupOf({ texts }: Learned, { values, others }: Table): TextLookup {
  const missing = values[texts.indexOf('')] ?? others;
  return { texts: texts.filter((text) => text !== ''), values: values.filter((_, index) => texts[index] !== ''), others, missing };
}

/** @param spreads - Of the target, by text, then fold. */
function learnColumn(
  spreads: readonly (readonly Spread[])[],
  { folds, smooth }: Pick<Options, 'folds' | 'smooth'>,
): { all: Table; outside: Table[] } {
  const all = learnTable(spreads.map(mergeSpreads), smooth);
  const outside = Array.from({ length: folds }, (_, fold) => {
    const others = spreads.map((ofText) => mergeSpreads(ofText.toSpliced(fold, 1)));
    // So few rows that one fold has them all: nothing better is known.
    return others.every(({ count }) => count === 0) ? all : learnTable(others, smooth);
  });
  return { all, outside };
}

function learnTable(ofTexts: readonly Spread[], smooth: Options['smooth']): Table {
  const { count: rows, mean, squares } = mergeSpreads(ofTexts);
  const variance = squares / rows;
  const values = ofTexts.map((ofText) => {
    if (ofText.count === 0) return mean;
    if (smooth !== 'auto') return (ofText.count * ofText.mean + smooth * mean) / (ofText.count + smooth);
    // Empirical Bayes: the more the text's own mean can be trusted, the nearer to 1. 0/0 where nothing varies.
    const trust = (variance * ofText.count) / (variance * ofText.count + ofText.squares / ofText.count);
    return Number.isNaN(trust) ? mean : trust * ofText.mean + (1 - trust) * mean;
  });
  return { values, others: mean };
}

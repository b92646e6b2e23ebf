import { z } from 'zod';
import type { TrainerChoice } from '../../model/trainer-choice.js';
import type { Column, Field } from '../../table/column.js';
import type { FeatureMatrix, Sample } from '../../trainers/define-trainer.js';
import { readTarget, taskOfTarget } from '../../trainers/target.js';
import { defineFold, requireTarget, type FitTools, type Fold, type RecipeField } from '../define-transform.js';
import { numbersOf } from '../refusals.js';
import { RowSample } from '../statistics/row-sample.js';
import { taskOption } from '../target-labels.js';
import { countOrShare, defineSelection, keepAbove, keepBest, keepOption } from './define-selection.js';

/** A model is trained on at most so many rows, at least half as many, to choose features by. */
const MOST_ROWS = 2 ** 17;

const trainer = z
  .strictObject({ name: z.string(), hyperparameters: z.record(z.string(), z.unknown()).default({}) })
  .describe('whose model says how much a feature weighs: coefficients, or gains of trees');

export const byL1Options = z.strictObject({
  by: z.literal('l1').describe('features to which a linear model with an L1 penalty gives a weight; scale before it'),
  trainer,
  threshold: z.number().min(0).default(1e-5).describe('of the weight'),
  task: taskOption,
});

export const byImportanceOptions = z.strictObject({
  by: z.literal('importance').describe('features by their importance in a model'),
  trainer,
  keep: keepOption.optional().describe('how many features stay, below 1 which share; left out: those of at least mean importance'),
  task: taskOption,
});

export const byEliminationOptions = z.strictObject({
  by: z.literal('recursive-elimination').describe('features that stay when a model is trained again and again without the least important'),
  trainer,
  keep: keepOption,
  step: countOrShare.default(1).describe('how many features go each time; below 1: which share of all'),
  task: taskOption,
});

export const byL1 = defineSelection({
  options: byL1Options,
  usesTarget: true,
  fit: (options, group, target) =>
    foldSample({ group, target: requireTarget(target), task: options.task }, async (sample, { weigh }) =>
      keepAbove(await weigh(options.trainer, sample), (weight) => weight > options.threshold),
    ),
});

export const byImportance = defineSelection({
  options: byImportanceOptions,
  usesTarget: true,
  fit: ({ trainer: choice, keep, task }, group, target) =>
    foldSample({ group, target: requireTarget(target), task }, async (sample, { weigh }) => {
      const weights = await weigh(choice, sample);
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
      return keep === undefined ? keepAbove(weights, (weight) => weight >= mean) : keepBest(weights, keep);
    }),
});

export const byElimination = defineSelection({
  options: byEliminationOptions,
  usesTarget: true,
  fit: ({ trainer: choice, keep, step, task }, group, target) =>
    foldSample({ group, target: requireTarget(target), task }, (sample, { weigh }) => {
      const wanted = keepBest(new Float64Array(group.length), keep).kept.length;
      const dropped = step < 1 ? Math.max(1, Math.floor(step * group.length)) : step;
      return eliminate(sample, { wanted, dropped, weigh: (some) => weigh(choice, some) });
    }),
});

interface Elimination {
  readonly wanted: number;
  readonly dropped: number;
  weigh(sample: Sample): Promise<Float64Array>;
}

async function eliminate(sample: Sample, { wanted, dropped, weigh }: Elimination): Promise<{ kept: number[] }> {
  let kept = sample.features.names.map((_, place) => place);
  while (kept.length > wanted) {
    const weights = await weigh(withColumns(sample, kept));
    const stay = keepBest(weights, Math.max(wanted, kept.length - dropped)).kept;
    kept = stay.map((place) => kept[place] ?? 0);
  }
  return { kept };
}

function withColumns({ features, ...rest }: Sample, places: readonly number[]): Sample {
  const { names, data, rows, cardinalities } = features;
  const chosen = new Float32Array(rows * places.length);
  for (let row = 0; row < rows; row++) {
    places.forEach((place, index) => {
      chosen[row * places.length + index] = data[row * names.length + place] ?? NaN;
    });
  }
  const at = <Value>(values: readonly Value[]): Value[] => places.flatMap((place) => values[place] ?? []);
  return { ...rest, features: { rows, names: at(names), data: chosen, ...(cardinalities && { cardinalities: at(cardinalities) }) } };
}

interface Question {
  readonly group: readonly RecipeField[];
  readonly target: Field;
  readonly task: z.output<typeof taskOption>;
}

type Selected = { kept: number[] };

/** Gathers rows to train on, and chooses at the end. */
function foldSample(
  { group, target, task = taskOfTarget(target.type) }: Question,
  choose: (sample: Sample, tools: FitTools) => Promise<Selected>,
): Fold<Selected> {
  return defineFold({
    start: () => new RowSample(MOST_ROWS),
    add: (sample, rows) => sample.add(rows),
    finish(sample, tools) {
      const columns = [...sample.finish().columns()].map(([, column]) => column);
      const { values, classes } = readTarget(requireTarget(columns.at(-1)), { name: target.name, task });
      const features = matrixOf(group, columns.slice(0, -1));
      return choose({ features, target: values, classes: classes.length, labels: classes }, tools);
    },
  });
}

function matrixOf(group: readonly RecipeField[], columns: readonly Column[]): FeatureMatrix {
  const values = columns.map((column) => numbersOf(column).values);
  const rows = values[0]?.length ?? 0;
  const data = new Float32Array(rows * values.length);
  values.forEach((column, index) => {
    for (let row = 0; row < rows; row++) data[row * values.length + index] = column[row] ?? NaN;
  });
  return { rows, names: group.map(({ name }) => name), data, cardinalities: group.map(({ categories }) => categories ?? 0) };
}

/** The trainer that the options of a selection name: its version is part of what is learned. */
export function trainerOfSelection(options: unknown): TrainerChoice | undefined {
  const chosen = z.object({ trainer }).safeParse(options);
  return chosen.success ? chosen.data.trainer : undefined;
}

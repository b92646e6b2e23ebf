import { z } from 'zod';
import { parseParams } from '../pipeline/parse-params.js';

const folds = z.int().min(2).max(100).default(5);
const by = z.string();

const kFoldSchema = z.strictObject({
  resampling: z.literal('kFold'),
  folds,
  repeats: z.int().positive().max(100).default(1).describe('how often other folds are drawn'),
  stratify: z.boolean().default(true).describe('of classification: every fold has its share of every class'),
});
const groupKFoldSchema = z.strictObject({
  resampling: z.literal('groupKFold'),
  by: by.describe('column of which all rows of one value are held out together'),
  folds,
  repeats: z.int().positive().max(100).default(1).describe('how often other folds are drawn'),
});
const leaveOneGroupOutSchema = z.strictObject({
  resampling: z.literal('leaveOneGroupOut'),
  by: by.describe('column: the rows of each value are held out once'),
});
const timeSeriesSchema = z.strictObject({
  resampling: z.literal('timeSeries'),
  by: by.describe('column of times or numbers: every fold trains on what was before the rows that it holds out'),
  folds,
  gap: z.int().nonnegative().default(0).describe('rows left out between training and held-out rows'),
});
const predefinedSchema = z.strictObject({
  resampling: z.literal('predefined'),
  by: by.describe('column whose values are the folds; a row without a value is always trained on'),
});

const described = z.discriminatedUnion('resampling', [
  kFoldSchema,
  groupKFoldSchema,
  leaveOneGroupOutSchema,
  timeSeriesSchema,
  predefinedSchema,
]);

/** How rows are held out to score candidates: data, as it stands in a plan. */
export type Resampling = z.output<typeof described>;

/** A whole number stands for so many folds drawn at random. */
export const resamplingSchema = z.union([
  z
    .int()
    .min(2)
    .max(100)
    .transform((count): Resampling => kFold({ folds: count })),
  described,
]);

type Options<S extends z.ZodType> = Omit<z.input<S>, 'resampling'>;

/** Folds of equal size drawn at random, stratified by the class: `kFold({ folds: 5, repeats: 2 })`. */
export function kFold(options: Options<typeof kFoldSchema> = {}): Resampling {
  return parseParams(kFoldSchema, { resampling: 'kFold', ...options }, 'kFold');
}

/** Folds that keep the rows of a group together, for rows that are not independent. */
export function groupKFold(options: Options<typeof groupKFoldSchema>): Resampling {
  return parseParams(groupKFoldSchema, { resampling: 'groupKFold', ...options }, 'groupKFold');
}

/** Holds every group out once. */
export function leaveOneGroupOut(options: Options<typeof leaveOneGroupOutSchema>): Resampling {
  return parseParams(leaveOneGroupOutSchema, { resampling: 'leaveOneGroupOut', ...options }, 'leaveOneGroupOut');
}

/** Trains on the past and scores what came after it, fold by fold, as scikit-learn's TimeSeriesSplit. */
export function timeSeries(options: Options<typeof timeSeriesSchema>): Resampling {
  return parseParams(timeSeriesSchema, { resampling: 'timeSeries', ...options }, 'timeSeries');
}

/** Folds that a column names. */
export function predefinedFolds(options: Options<typeof predefinedSchema>): Resampling {
  return parseParams(predefinedSchema, { resampling: 'predefined', ...options }, 'predefinedFolds');
}

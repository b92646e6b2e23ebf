import { z } from 'zod';
import { metricName } from '../../metrics/metric-name.js';
import { trainerChoice } from '../../trainers/trainer-choice.js';
import { recipeSchema } from '../../transforms/recipe-schema.js';
import { resamplingSchema } from '../../tuning/resampling.js';
import { defineStage } from '../define-stage.js';
import { versionsOf } from '../versions.js';

/** Finds the best of some candidates by cross-validation on the training rows. */
export const select = defineStage({
  name: 'select',
  version: 2,
  inputs: { train: 'table' },
  outputs: { candidate: 'candidate' },
  params: z.strictObject({
    recipe: recipeSchema.describe('fitted anew in every fold'),
    candidates: z.array(trainerChoice).min(1).describe('trainers with their hyperparameters, see grid()'),
    metric: metricName.describe('by which candidates are compared'),
    folds: resamplingSchema.default({ resampling: 'kFold', folds: 5, repeats: 1, stratify: true }).describe('how rows are held out'),
    nested: resamplingSchema.optional().describe('estimate how well the selection itself does: it is made anew within each of these folds'),
    sampleRows: z.int().positive().default(100_000).describe('compare on at most so many rows, drawn at random'),
    weightColumn: z.string().optional().describe('column of numbers that say how much each row counts; it is no feature then'),
    task: z.enum(['classification', 'regression']).optional().describe('needed only where trainers and target leave it open'),
  }),
  versions: ({ recipe, candidates }) => versionsOf({ recipe, trainers: candidates }),
  work: 'compute',
});

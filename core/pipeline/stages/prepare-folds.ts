import { z } from 'zod';
import { recipeSchema } from '../../transforms/recipe-schema.js';
import { resamplingSchema } from '../../tuning/resampling.js';
import { defineStage } from '../define-stage.js';
import { versionsOf } from '../versions.js';

/** Of `tune`, for all its trials: fits the recipe in every fold, and keeps what it makes of the rows. */
export const prepareFolds = defineStage({
  name: 'prepareFolds',
  version: 2,
  inputs: { train: 'table' },
  outputs: { folds: 'report' },
  params: z.strictObject({
    target: z.string(),
    recipe: recipeSchema,
    folds: resamplingSchema,
    within: z
      .strictObject({ folds: resamplingSchema, fold: z.int().nonnegative() })
      .optional()
      .describe('only of the training rows of one of these folds: the outer ones of a nested search'),
    sampleRows: z.int().positive(),
    weightColumn: z.string().optional(),
    trainers: z.array(z.string()).describe('that settle the task together with the target'),
    task: z.enum(['classification', 'regression']).optional(),
  }),
  versions: ({ recipe }) => versionsOf({ recipe }),
  work: 'compute',
});

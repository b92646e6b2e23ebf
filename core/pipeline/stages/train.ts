import { z } from 'zod';
import { decisionSchema } from '../../decision/decision.js';
import { trainerChoice } from '../../trainers/trainer-choice.js';
import { recipeSchema } from '../../transforms/recipe-schema.js';
import { defineStage } from '../define-stage.js';
import { versionsOf } from '../versions.js';

/**
 * Trains what `select` chose, or a trainer of the author's choice, on all training rows, and saves recipe
 * and estimator fused in one ONNX graph. A transform from `prepare` is used as it is; otherwise the recipe
 * is fitted here. What `extract` added to the rows is computed by the model itself when it is given the extractor.
 */
export const train = defineStage({
  name: 'train',
  version: 4,
  inputs: { train: 'table', candidate: 'candidate?', transform: 'transform?', extractor: 'extractor?' },
  outputs: { model: 'model' },
  params: z.strictObject({
    trainer: trainerChoice.optional().describe('in place of a candidate'),
    recipe: recipeSchema.optional().describe('in place of a candidate or a transform'),
    sampleRows: z.int().positive().optional().describe('train on at most so many rows, drawn at random; all when left out'),
    weightColumn: z.string().optional().describe('column of numbers that say how much each row counts; it is no feature then'),
    decision: decisionSchema
      .optional()
      .describe(
        'of classifiers: calibrate probabilities, or choose from which on the second class is the label, by predictions out of fold',
      ),
    task: z.enum(['classification', 'regression']).optional().describe('needed only where trainer and target leave it open'),
  }),
  // Of a candidate or a transform, the artifact itself carries them.
  versions: ({ recipe, trainer }) => versionsOf({ recipe, trainers: trainer === undefined ? [] : [trainer] }),
  work: 'compute',
});

import { z } from 'zod';
import { recipeSchema } from '../../transforms/recipe-schema.js';
import { defineStage } from '../define-stage.js';
import { versionsOf } from '../versions.js';

/** Fits a recipe on the training rows, and on no others. */
export const prepare = defineStage({
  name: 'prepare',
  version: 1,
  inputs: { train: 'table' },
  outputs: { transform: 'transform' },
  params: z.strictObject({ recipe: recipeSchema }),
  versions: versionsOf,
  work: 'compute',
});

import { z } from 'zod';
import { chooser } from './choose-trainer.js';
import { defineTrainer } from './define-trainer.js';
import { leastSquares } from './least-squares.js';
import { applyLinear, explainLinear, linearGraph } from './linear-model.js';

const hyperparameters = z.strictObject({
  l2: z.number().min(0).default(1).describe('penalty on squared weights, against the summed squared error; the bias is free'),
});

/**
 * Least squares with an L2 penalty.
 *
 * @see Hoerl & Kennard, Technometrics 12 (1970).
 */
export const ridgeTrainer = defineTrainer({
  name: 'ridge',
  version: 2,
  tasks: ['regression'],
  hyperparameters,
  train: (sample, { l2 }, tools) => leastSquares(sample, l2, tools),
  predict: applyLinear,
  toGraph: linearGraph,
  explain: explainLinear,
});

/**
 * Chooses least squares with an L2 penalty: `ridge({ l2: 10 })`. For regression, of features without missing values. The model
 * gives values [rows, 1] in the unit of the target.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Hoerl & Kennard, Technometrics 12 (1970).
 */
export const ridge = chooser({ name: 'ridge', hyperparameters });

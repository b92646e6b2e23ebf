import { z } from 'zod';
import { chooser } from './choose-trainer.js';
import { defineTrainer } from './define-trainer.js';
import { leastSquares } from './least-squares.js';
import { applyLinear, explainLinear, linearGraph } from './linear-model.js';

const hyperparameters = z.strictObject({});

/** Ordinary least squares. */
export const linearTrainer = defineTrainer({
  name: 'linear',
  version: 2,
  tasks: ['regression'],
  hyperparameters,
  train: (sample, _hyperparameters, tools) => leastSquares(sample, 0, tools),
  predict: applyLinear,
  toGraph: linearGraph,
  explain: explainLinear,
});

/**
 * Chooses ordinary least squares. For regression, of features without missing values; a feature that earlier ones explain gets
 * the weight 0. The model gives values [rows, 1] in the unit of the target.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Golub & Van Loan, Matrix Computations, 4th ed. (2013), ch. 5.3: the normal equations.
 */
export const linear = chooser({ name: 'linear', hyperparameters });

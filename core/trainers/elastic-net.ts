import { z } from 'zod';
import { chooser } from './choose-trainer.js';
import { defineTrainer } from './define-trainer.js';
import { applyLinear, explainLinear, linearGraph } from './linear-model.js';
import { penalisedLeastSquares } from './penalised-least-squares.js';

export const descentHyperparameters = {
  alpha: z.number().positive().default(1).describe('strength of the penalty, against half the mean squared error; the bias is free'),
  maxIterations: z.int().positive().default(1000).describe('upper limit of sweeps over the features'),
  tolerance: z
    .number()
    .positive()
    .default(1e-4)
    .describe('converged when the duality gap is at most this share of the squares of the target'),
};

const hyperparameters = z.strictObject({
  ...descentHyperparameters,
  l1Ratio: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe('share of the penalty that is on absolute weights; the rest is on half the squared ones'),
});

/**
 * Least squares with penalties on absolute and squared weights, by coordinate descent.
 *
 * @see Zou & Hastie, Journal of the Royal Statistical Society B 67 (2005).
 */
export const elasticNetTrainer = defineTrainer({
  name: 'elasticNet',
  version: 2,
  tasks: ['regression'],
  hyperparameters,
  train: penalisedLeastSquares,
  predict: applyLinear,
  toGraph: linearGraph,
  explain: explainLinear,
});

/**
 * Chooses least squares that leave some features out and shrink the others: `elasticNet({ alpha: 0.1, l1Ratio: 0.7 })`. For
 * regression, of features without missing values. The model gives values [rows, 1] in the unit of the target.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Zou & Hastie, Journal of the Royal Statistical Society B 67 (2005).
 */
export const elasticNet = chooser({ name: 'elasticNet', hyperparameters });

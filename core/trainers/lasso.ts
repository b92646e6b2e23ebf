import { z } from 'zod';
import { chooser } from './choose-trainer.js';
import { defineTrainer } from './define-trainer.js';
import { descentHyperparameters } from './elastic-net.js';
import { applyLinear, explainLinear, linearGraph } from './linear-model.js';
import { penalisedLeastSquares } from './penalised-least-squares.js';

const hyperparameters = z.strictObject(descentHyperparameters);

/**
 * Least squares with a penalty on absolute weights, which become 0 where a feature does not help enough.
 *
 * @see Tibshirani, Journal of the Royal Statistical Society B 58 (1996).
 */
export const lassoTrainer = defineTrainer({
  name: 'lasso',
  version: 2,
  tasks: ['regression'],
  hyperparameters,
  train: (sample, options, tools) => penalisedLeastSquares(sample, { ...options, l1Ratio: 1 }, tools),
  predict: applyLinear,
  toGraph: linearGraph,
  explain: explainLinear,
});

/**
 * Chooses least squares that leave features out: `lasso({ alpha: 0.1 })`. For regression, of features without missing values.
 * The model gives values [rows, 1] in the unit of the target.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Tibshirani, Journal of the Royal Statistical Society B 58 (1996).
 */
export const lasso = chooser({ name: 'lasso', hyperparameters });

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

/** Chooses ordinary least squares. */
export const linear = chooser({ name: 'linear', hyperparameters });

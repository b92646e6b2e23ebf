import { z } from 'zod';
import { concat, neg, sigmoid, softmax } from '../onnx/operators.js';
import { bothClasses, softmaxRows } from './class-probabilities.js';
import { chooser } from './choose-trainer.js';
import { classWeights } from './class-weights.js';
import { defineTrainer } from './define-trainer.js';
import { applyLinear, explainLinear, linearGraph } from './linear-model.js';
import { minimiseLogisticLoss } from './minimise-logistic-loss.js';

const hyperparameters = z.strictObject({
  l2: z.number().min(0).default(1).describe('penalty on half the squared weights, against the summed loss; the bias is free'),
  l1: z.number().min(0).default(0).describe('penalty on the absolute weights, against the summed loss: it leaves features out'),
  maxIterations: z.int().positive().default(200).describe('upper limit of L-BFGS iterations'),
  tolerance: z.number().positive().default(1e-5).describe('converged when no entry of the mean gradient is larger'),
  classWeights,
});

/**
 * Logistic regression with penalties on squared and absolute weights, full batch by L-BFGS: one logit for two
 * classes, softmax for more. Loss and gradient run in ONNX Runtime. The penalty on absolute weights is a variant of
 * L-BFGS and not coordinate descent, which would ask for one pass over the rows for each feature and class.
 *
 * @see Nocedal & Wright, Numerical Optimization, 2nd ed. (2006), ch. 7.2: L-BFGS.
 */
export const logisticTrainer = defineTrainer({
  name: 'logistic',
  version: 3,
  tasks: ['classification'],
  hyperparameters,
  train: minimiseLogisticLoss,
  predict(features, parameters, { classes }) {
    const scores = applyLinear(features, parameters);
    return classes === 2 ? bothClasses(scores) : softmaxRows(scores, classes);
  },
  toGraph(features, parameters, { classes }) {
    const scores = linearGraph(features, parameters);
    // Not 1 − p: float32 would lose small probabilities of the first class.
    return classes === 2 ? concat([sigmoid(neg(scores)), sigmoid(scores)], 1) : softmax(scores);
  },
  explain: explainLinear,
});

/**
 * Chooses logistic regression, binary or softmax: `logistic({ l2: 0.1 })`. For classification, of features without missing
 * values; penalties are on the weights of the features in their own units. The model gives probabilities [rows, classes].
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Nocedal & Wright, Numerical Optimization, 2nd ed. (2006), ch. 7.2: L-BFGS.
 */
export const logistic = chooser({ name: 'logistic', hyperparameters });

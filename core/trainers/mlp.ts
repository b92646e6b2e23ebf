import { z } from 'zod';
import { chooser } from './choose-trainer.js';
import { classWeights } from './class-weights.js';
import { defineTrainer } from './define-trainer.js';
import { activations } from './network/layers.js';
import { applyNetwork, networkGraph } from './network/network.js';
import { schedules } from './network/schedule.js';
import { trainNetwork } from './network/train-network.js';

const hyperparameters = z.strictObject({
  hiddenLayerSizes: z.array(z.int().positive()).min(1).default([100]).describe('units of each hidden layer'),
  activation: z.enum(activations).default('relu').describe('of the hidden layers'),
  l2: z.number().min(0).default(1e-4).describe('penalty on half the squared weights, against the summed loss of a batch; biases are free'),
  dropout: z.number().min(0).lt(1).default(0).describe('share of hidden units that a step leaves out, drawn for every row'),
  learningRate: z.number().positive().default(1e-3).describe('of Adam, at the beginning'),
  schedule: z.enum(schedules).default('constant').describe('how the learning rate falls to 0 over maxEpochs, if it does'),
  batchSize: z.int().positive().default(200).describe('rows of a step'),
  maxEpochs: z.int().positive().default(200).describe('upper limit of passes over the rows'),
  tolerance: z.number().min(0).default(1e-4).describe('an epoch that lowers the loss by less has not improved it'),
  patience: z.int().positive().default(10).describe('epochs without improvement before training ends'),
  earlyStopping: z
    .boolean()
    .default(false)
    .describe('look at the loss of rows that are kept apart, and take the epoch that was best there'),
  validationFraction: z.number().gt(0).lt(1).default(0.1).describe('share of the rows that earlyStopping keeps apart'),
  classWeights,
});

/**
 * A network of fully connected layers, trained by Adam on batches; a whole epoch runs in ONNX Runtime.
 * It standardises its features, and the target of regression, by itself.
 *
 * @see Kingma & Ba, Adam (2015); Glorot & Bengio (2010), for the start; Srivastava et al., Dropout (2014).
 */
export const mlpTrainer = defineTrainer({
  name: 'mlp',
  version: 2,
  tasks: ['classification', 'regression'],
  hyperparameters,
  train: trainNetwork,
  predict: applyNetwork,
  toGraph: networkGraph,
});

/**
 * Chooses a neural network: `mlp({ hiddenLayerSizes: [64, 32], earlyStopping: true })`. For classification and regression, of
 * features without missing values. The model gives probabilities [rows, classes], or values [rows, 1] in the unit of the target.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see Kingma & Ba, Adam (2015).
 */
export const mlp = chooser({ name: 'mlp', hyperparameters });

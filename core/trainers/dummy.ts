import { z } from 'zod';
import { meanOf, sharesOf } from '../metrics/baseline.js';
import { operator } from '../onnx/graph.js';
import { concat, integers, sizeOfAxis, vector } from '../onnx/operators.js';
import { chooser } from './choose-trainer.js';
import { defineTrainer } from './define-trainer.js';

interface DummyParameters {
  /** What every row gets: probabilities, or the value. */
  readonly answer: readonly number[];
}

const hyperparameters = z.strictObject({
  strategy: z
    .enum(['prior', 'mostFrequent'])
    .default('prior')
    .describe('of classification: shares of the classes, or all for the most frequent one; regression answers the mean'),
});

/** Ignores the features: what any model has to beat. */
export const dummyTrainer = defineTrainer({
  name: 'dummy',
  version: 1,
  tasks: ['classification', 'regression'],
  acceptsMissing: true,
  hyperparameters,
  train(sample, { strategy }, { progress }) {
    const { target, weights, classes } = sample;
    const answer = classes === 0 ? [meanOf(target, weights)] : sharesOf(target, classes, weights);
    progress(1);
    return Promise.resolve({
      parameters: { answer: (classes > 0 && strategy === 'mostFrequent' ? oneForLargest(answer) : answer).map(Math.fround) },
      notes: {},
    });
  },
  predict: ({ rows }, { answer }: DummyParameters) =>
    Float64Array.from({ length: rows * answer.length }, (_, index) => answer[index % answer.length] ?? 0),
  toGraph(features, { answer }) {
    return operator('Expand', [vector(answer), concat([sizeOfAxis(features, 0), integers([answer.length])], 0)]);
  },
});

/**
 * Chooses what ignores the features, to compare with: the shares of the classes, or the mean of the target. The model gives
 * probabilities [rows, classes], or values [rows, 1] in the unit of the target.
 *
 * @throws LeatError `PARAMETER_INVALID` for a hyperparameter that is unknown, naming the nearest, or outside its range.
 * @see scikit-learn's DummyClassifier and DummyRegressor, whose strategies these are.
 */
export const dummy = chooser({ name: 'dummy', hyperparameters });

function oneForLargest(values: readonly number[]): number[] {
  const largest = values.indexOf(Math.max(...values));
  return values.map((_, index) => (index === largest ? 1 : 0));
}

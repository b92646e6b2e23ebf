import type { TaskShape } from '../trainers/define-trainer.js';
import type { Outcome } from './metric.js';

interface Said {
  readonly actual: ArrayLike<number>;
  readonly predictions: Float32Array | Float64Array;
  readonly weights?: Float64Array | undefined;
}

/**
 * What a model said, beside what is true.
 *
 * @param predictions - Row-major, shape [rows, classes] of probabilities, or [rows, 1] for regression.
 */
export function outcomeOf({ task, classes }: TaskShape, { actual, predictions, weights }: Said): Outcome {
  if (task === 'regression') return { task, actual, predicted: predictions, weights };
  return { task, classes, actual, predicted: mostProbable(predictions, classes), probabilities: predictions, weights };
}

/** Index of the greatest probability of each row, the first of equals, as ONNX's ArgMax has it. */
export function mostProbable(probabilities: Float32Array | Float64Array, classes: number): Uint16Array {
  return Uint16Array.from({ length: probabilities.length / classes }, (_, row) => {
    let best = 0;
    for (let index = 1; index < classes; index++) {
      if ((probabilities[row * classes + index] ?? 0) > (probabilities[row * classes + best] ?? 0)) best = index;
    }
    return best;
  });
}

import type { TaskShape } from '../trainers/define-trainer.js';
import type { Outcome } from './metric.js';

/**
 * What a model said, beside what is true.
 *
 * @param predictions - Row-major, shape [rows, classes] of probabilities, or [rows, 1] for regression.
 */
export function outcomeOf(
  { task, classes }: TaskShape,
  { actual, predictions }: { actual: ArrayLike<number>; predictions: Float32Array | Float64Array },
): Outcome {
  if (task === 'regression') return { task, actual, predicted: predictions };
  return { task, classes, actual, predicted: mostProbable(predictions, classes), probabilities: predictions };
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

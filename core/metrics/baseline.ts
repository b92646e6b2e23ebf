import type { TaskShape } from '../trainers/define-trainer.js';
import type { Outcome } from './metric.js';
import { outcomeOf } from './outcome.js';

/**
 * The outcome of the best answer that ignores the features: the shares of the classes, or the mean, of
 * these very rows. It knows more than a dummy from the training rows could, so a model that beats it has
 * learned something from the features.
 */
export function baselineOutcome(shape: TaskShape, actual: ArrayLike<number>): Outcome {
  const answer = shape.task === 'regression' ? [meanOf(actual)] : sharesOf(actual, shape.classes);
  const predictions = Float64Array.from({ length: actual.length * answer.length }, (_, index) => answer[index % answer.length] ?? 0);
  return outcomeOf(shape, { actual, predictions });
}

/** Mean of the values. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += values[row] ?? 0;
  return sum / values.length;
}

/** Share of the rows that each class has. */
export function sharesOf(classOfRow: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let row = 0; row < classOfRow.length; row++) counts[classOfRow[row] ?? 0] = (counts[classOfRow[row] ?? 0] ?? 0) + 1;
  return counts.map((count) => count / classOfRow.length);
}

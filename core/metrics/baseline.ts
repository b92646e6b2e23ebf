import type { TaskShape } from '../trainers/define-trainer.js';
import type { Outcome } from './metric.js';
import { outcomeOf } from './outcome.js';

/**
 * The outcome of the best answer that ignores the features: the shares of the classes, or the mean, of
 * these very rows. It knows more than a dummy from the training rows could, so a model that beats it has
 * learned something from the features.
 */
export function baselineOutcome(shape: TaskShape, { actual, weights }: Pick<Outcome, 'actual' | 'weights'>): Outcome {
  const answer = shape.task === 'regression' ? [meanOf(actual, weights)] : sharesOf(actual, shape.classes, weights);
  const predictions = Float64Array.from({ length: actual.length * answer.length }, (_, index) => answer[index % answer.length] ?? 0);
  return outcomeOf(shape, { actual, predictions, weights });
}

/** Mean of the values, each counted by its weight where there are weights. */
export function meanOf(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights?.[row] ?? 1;
    sum += weight * (values[row] ?? 0);
    total += weight;
  }
  return sum / total;
}

/** Share of the rows, or of their weights, that each class has. */
export function sharesOf(classOfRow: ArrayLike<number>, classes: number, weights?: ArrayLike<number>): number[] {
  const counts = new Array<number>(classes).fill(0);
  let total = 0;
  for (let row = 0; row < classOfRow.length; row++) {
    const weight = weights?.[row] ?? 1;
    counts[classOfRow[row] ?? 0] = (counts[classOfRow[row] ?? 0] ?? 0) + weight;
    total += weight;
  }
  return counts.map((count) => count / total);
}

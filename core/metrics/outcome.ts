import { decideClass, type ClassRule, type DecisionRule } from '../model/decide-class.js';
import type { TaskShape } from '../trainers/define-trainer.js';
import type { Outcome } from './metric.js';

interface Said {
  readonly actual: ArrayLike<number>;
  readonly predictions: Float32Array | Float64Array;
  readonly weights?: Float64Array | undefined;
  /** How probabilities become classes; a signature says so. */
  readonly rule?: DecisionRule;
}

/**
 * What a model said, beside what is true.
 *
 * @param predictions - Row-major, shape [rows, classes] of probabilities, or [rows, 1] for regression.
 */
export function outcomeOf({ task, classes }: TaskShape, { actual, predictions, weights, rule }: Said): Outcome {
  if (task === 'regression') return { task, actual, predicted: predictions, weights };
  return {
    task,
    classes,
    actual,
    predicted: classesOf(predictions, { threshold: rule?.threshold, costs: rule?.costs, classes }),
    probabilities: predictions,
    weights,
  };
}

/** The class that each row is taken for. */
export function classesOf(probabilities: Float32Array | Float64Array, rule: ClassRule): Uint16Array {
  return Uint16Array.from({ length: probabilities.length / rule.classes }, (_, row) =>
    decideClass(probabilities, row * rule.classes, rule),
  );
}

import type { ClassRule } from '../model/decide-class.js';
import type { Outcome } from '../metrics/metric.js';
import { classesOf } from '../metrics/outcome.js';

/**
 * What a classifier's own probabilities say of its performance on rows whose classes are not known yet: every row
 * counts as each class by the weight of its probability, so that any metric of this outcome is the expected one.
 * It is right as far as the probabilities are calibrated on these rows; what the target has come to mean otherwise
 * (concept drift) it cannot see.
 *
 * @param probabilities - Row-major, shape [rows, classes].
 * @returns An outcome of rows × classes rows.
 * @see Guillory et al., Predicting with Confidence on Unseen Distributions, ICCV 2021.
 */
export function expectedOutcome(probabilities: Float32Array, rule: ClassRule): Outcome {
  const { classes } = rule;
  const rows = probabilities.length / classes;
  const predicted = classesOf(probabilities, rule);
  const everyClass = <T>(of: (row: number, index: number) => T): T[] =>
    Array.from({ length: rows * classes }, (_, place) => of(Math.floor(place / classes), place % classes));
  const repeated = new Float32Array(rows * classes * classes);
  for (let place = 0; place < rows * classes; place++) {
    const row = Math.floor(place / classes);
    repeated.set(probabilities.subarray(row * classes, (row + 1) * classes), place * classes);
  }
  return {
    task: 'classification',
    classes,
    actual: everyClass((_, index) => index),
    predicted: everyClass((row) => predicted[row] ?? 0),
    probabilities: repeated,
    weights: Float64Array.from(probabilities),
  };
}

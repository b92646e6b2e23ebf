import { LeatError } from '../errors.js';
import type { Metric } from '../metrics/metric.js';
import { measure } from '../metrics/metrics.js';
import { outcomeOf } from '../metrics/outcome.js';
import type { FoldScores } from '../model/candidate.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import type { TrainerTools } from '../trainers/define-trainer.js';
import type { Target } from '../trainers/target.js';
import { predictWith, trainEstimator } from '../trainers/train-estimator.js';
import type { PreparedFold } from './prepare-fold.js';

/** What is predicted: the labels of the classes, none for regression. */
export type Prediction = Pick<Target, 'task' | 'classes'>;

export interface FoldScore {
  readonly score: number;
  /** Of the held-out rows; row-major, shape [rows, classes] of probabilities, or [rows, 1] for regression. */
  readonly predictions: Float64Array;
}

/**
 * Trains a choice on the training rows of a fold and scores it on those that are held out.
 *
 * @throws LeatError `METRIC_UNDEFINED`, or whatever the trainer refuses.
 */
export async function scoreOnFold(
  choice: TrainerChoice,
  { prepared, of, metric }: { prepared: PreparedFold; of: Prediction; metric: Metric },
  tools: TrainerTools,
): Promise<FoldScore> {
  tools.signal.throwIfCancelled();
  const sample = { ...prepared.training, classes: of.classes.length, labels: of.classes };
  const estimator = await trainEstimator(choice, sample, tools);
  const predictions = predictWith(estimator, prepared.heldOut.features);
  return { score: scoreOf(predictions, { actual: prepared.heldOut.target, of, metric }), predictions };
}

/** @throws LeatError `METRIC_UNDEFINED` */
export function scoreOf(
  predictions: Float64Array | Float32Array,
  { actual, of: { task, classes }, metric }: { actual: Float64Array; of: Prediction; metric: Metric },
): number {
  const score = measure(metric, outcomeOf({ task, classes: classes.length }, { actual, predictions }));
  if (!Number.isNaN(score)) return score;
  throw new LeatError(
    'METRIC_UNDEFINED',
    `metric "${metric.name}": expected held-out rows that define it, got ${String(actual.length)} rows of ` +
      `${String(new Set(actual).size)} of ${String(classes.length)} classes: use fewer folds, or another metric`,
    { details: { metric: metric.name } },
  );
}

/** Mean and standard deviation (n − 1) over folds. */
export function summariseFolds(folds: readonly number[]): FoldScores {
  const mean = folds.reduce((sum, score) => sum + score, 0) / folds.length;
  const squares = folds.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return { mean, deviation: folds.length < 2 ? 0 : Math.sqrt(squares / (folds.length - 1)), folds };
}

import type { FeatureMatrix, TrainerTools } from '../define-trainer.js';
import type { IsolationForest } from './grow-forest.js';
import { orderStatistic } from '../../transforms/statistics/order-statistic.js';
import { anomalyScores } from './scores.js';

/** Rows that are scored between two looks at the cancellation. */
const CHUNK_ROWS = 4096;

/**
 * The score that a share of the rows exceeds: the quantile between two scores by linear interpolation, as
 * scikit-learn's `contamination` has it.
 *
 * @throws LeatError `CANCELLED`.
 */
export function anomalyThreshold(
  { data, rows, names }: FeatureMatrix,
  { forest, contamination }: { readonly forest: IsolationForest; readonly contamination: number },
  { signal }: Pick<TrainerTools, 'signal'>,
): number {
  const scores = new Float64Array(rows);
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    signal.throwIfCancelled();
    const end = Math.min(rows, start + CHUNK_ROWS);
    scores.set(anomalyScores({ data: data.subarray(start * names.length, end * names.length), rows: end - start, names }, forest), start);
  }
  return exceededBy(scores, contamination);
}

/** The score that a share of all exceed: between two of them by linear interpolation. @param scores - Left in another order. */
export function exceededBy(scores: Float64Array, share: number): number {
  const place = (1 - share) * (scores.length - 1);
  const below = Math.floor(place);
  const lower = orderStatistic(scores, below);
  const upper = below + 1 < scores.length ? orderStatistic(scores, below + 1) : lower;
  return lower + (place - below) * (upper - lower);
}

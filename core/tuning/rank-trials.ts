import { LeatError } from '../errors.js';
import type { Metric } from '../metrics/metric.js';
import type { Candidate, CandidateScore } from '../model/candidate.js';
import { hasFailed, type TrialResult } from '../model/trial.js';

/** Trials as a candidate tells of them. */
export type RankedTrials = Required<Pick<Candidate, 'scores' | 'unscored'>>;

/**
 * The trials that had all of the resource, best first; of equals the earlier.
 *
 * @throws LeatError `TUNING_FAILED` when there is none.
 */
export function rankTrials(
  trials: ReadonlyMap<number, TrialResult>,
  { metric, isWhole }: { metric: Metric; isWhole: (result: TrialResult) => boolean },
): RankedTrials {
  const results = [...trials];
  const failed = results.flatMap(([, result]) => (hasFailed(result) ? [result] : []));
  const scored = results.flatMap(([trial, result]): CandidateScore[] => {
    if (hasFailed(result) || !isWhole(result)) return [];
    const { trainer, mean, deviation, folds } = result;
    return [{ trainer, mean, deviation, folds, trial }];
  });
  if (scored.length === 0) {
    const [first] = failed;
    const reason =
      first === undefined ? 'none had all of the resource' : `the first failed with ${first.error.code}: ${first.error.message}`;
    throw new LeatError('TUNING_FAILED', `expected a trial that could be scored, got ${String(results.length)} that could not: ${reason}`, {
      details: { trials: results.length, failed: failed.length },
    });
  }
  return {
    scores: scored.sort((left, right) => (metric.higherIsBetter ? right.mean - left.mean : left.mean - right.mean)),
    unscored: { failed: failed.length, partial: results.length - failed.length - scored.length },
  };
}

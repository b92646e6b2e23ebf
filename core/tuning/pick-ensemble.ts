import type { Metric } from '../metrics/metric.js';
import type { FoldScores } from '../model/candidate.js';
import { scoreOf, summariseFolds, type Prediction } from './score-on-fold.js';

/** What members said of the held-out rows, and what is true. */
export interface Library {
  /** By member and fold; row-major, shape [rows, classes] of probabilities, or [rows, 1] for regression. */
  readonly predictions: readonly (readonly Float32Array[])[];
  /** By fold, shape [rows]. */
  readonly actual: readonly Float64Array[];
  readonly of: Prediction;
  readonly metric: Metric;
}

export interface PickedEnsemble {
  /** Shape [members]: shares that sum to 1; 0 for one that was not picked. */
  readonly weights: readonly number[];
  readonly score: FoldScores;
}

/**
 * Picks the member that helps most, again and again, also one that was picked before; the picks up to the best point
 * count. Judged by what members said of rows that they never saw.
 *
 * @see Caruana et al., Ensemble Selection from Libraries of Models (ICML 2004).
 */
export function pickEnsemble(library: Library, picks: number): PickedEnsemble {
  const { predictions, metric } = library;
  const counts = predictions.map(() => 0);
  let sums = library.actual.map((_, fold) => new Float64Array(predictions[0]?.[fold]?.length ?? 0));
  let best: PickedEnsemble | undefined;
  for (let pick = 1; pick <= picks; pick++) {
    const tried = predictions.map((member) => {
      const joined = sums.map((sum, fold) => sum.map((value, index) => value + (member[fold]?.[index] ?? 0)));
      return { joined, score: scoreJoined(joined, pick, library) };
    });
    const isBetter = (one: FoldScores, other: FoldScores): boolean =>
      metric.higherIsBetter ? one.mean > other.mean : one.mean < other.mean;
    let chosen = 0;
    tried.forEach(({ score }, index) => {
      const leader = tried[chosen];
      if (leader === undefined || isBetter(score, leader.score)) chosen = index;
    });
    const taken = tried[chosen];
    if (taken === undefined) throw new Error('invariant: an ensemble is picked from at least one member');
    sums = taken.joined;
    counts[chosen] = (counts[chosen] ?? 0) + 1;
    if (best === undefined || isBetter(taken.score, best.score))
      best = { weights: counts.map((count) => count / pick), score: taken.score };
  }
  if (best === undefined) throw new Error('invariant: an ensemble has at least one pick');
  return best;
}

function scoreJoined(sums: readonly Float64Array[], picks: number, { actual, of, metric }: Library): FoldScores {
  return summariseFolds(
    sums.map((sum, fold) =>
      scoreOf(
        sum.map((value) => value / picks),
        { actual: actual[fold] ?? new Float64Array(), of, metric },
      ),
    ),
  );
}

import type { Metrics } from '../model/evaluation.js';
import { isAnomaly } from '../model/is-anomaly.js';
import type { AnomalyPredictions, ClusterPredictions } from '../model/predictions.js';

/** Figures of models that learned without a target, and whether more is better. They compare with nothing that is known to be true. */
export const untargetedMetrics: Readonly<Record<string, { readonly higherIsBetter: boolean }>> = {
  silhouette: { higherIsBetter: true },
  simplifiedSilhouette: { higherIsBetter: true },
  inertia: { higherIsBetter: false },
  scoreMedian: { higherIsBetter: false },
  scoreQ90: { higherIsBetter: false },
  scoreQ95: { higherIsBetter: false },
  scoreQ99: { higherIsBetter: false },
  scoreMaximum: { higherIsBetter: false },
  anomalyShare: { higherIsBetter: false },
};

/** Adds up how well rows fit their clusters, part by part. */
export class ClusterFit {
  #silhouettes = 0;
  #inertia = 0;
  #rows = 0;

  add({ distances, clusters, rows }: ClusterPredictions): void {
    for (let row = 0; row < rows; row++) {
      const [nearest, next] = twoSmallest(distances.subarray(row * clusters, (row + 1) * clusters));
      this.#silhouettes += next > 0 ? (next - nearest) / next : 0;
      this.#inertia += nearest * nearest;
    }
    this.#rows += rows;
  }

  /**
   * `simplifiedSilhouette`: how much nearer a row is to its own centre than to the next, relative to the latter, over
   * all rows; 1 at best. `inertia`: the sum of the squared distances to the own centre.
   *
   * @see Hruschka, de Castro & Campello, Evolutionary Algorithms for Clustering Gene-Expression Data (2004).
   */
  metrics(): Metrics {
    return { simplifiedSilhouette: this.#silhouettes / this.#rows, inertia: this.#inertia };
  }
}

/** Quantiles of anomaly scores: what a threshold would let through. */
export class ScoreDistribution {
  readonly #scores: Float32Array;
  readonly #threshold: number | undefined;
  #filled = 0;

  /** @param threshold - That anomalies exceed, where the model has one. */
  constructor(rows: number, threshold: number | undefined) {
    this.#scores = new Float32Array(rows);
    this.#threshold = threshold;
  }

  add({ scores }: AnomalyPredictions): void {
    this.#scores.set(scores, this.#filled);
    this.#filled += scores.length;
  }

  /** Each the smallest score that so many of the rows do not exceed; and the share of anomalies. */
  metrics(): Metrics {
    const limit = this.#threshold;
    const sorted = this.#scores.subarray(0, this.#filled).slice().sort();
    const quantile = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
    return {
      scoreMedian: quantile(0.5),
      scoreQ90: quantile(0.9),
      scoreQ95: quantile(0.95),
      scoreQ99: quantile(0.99),
      scoreMaximum: quantile(1),
      ...(limit !== undefined && { anomalyShare: sorted.filter((score) => isAnomaly(score, limit)).length / sorted.length }),
    };
  }
}

function twoSmallest(values: Float32Array): readonly [number, number] {
  let [smallest, next] = [Infinity, Infinity];
  for (const value of values) {
    if (value < smallest) [smallest, next] = [value, smallest];
    else if (value < next) next = value;
  }
  return [smallest, next];
}

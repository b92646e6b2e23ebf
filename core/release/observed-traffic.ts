import { emptyLatencies } from './latency-bins.js';
import type { PredictionCounts } from './prediction-bins.js';

/** What servers saw of one version: plain sums, so that those of many servers and intervals add up. */
export interface ObservedTraffic {
  readonly requests: number;
  readonly rows: number;
  /** Requests that failed by the model's fault. */
  readonly errors: number;
  /** Requests by bin, see latency-bins.ts. */
  readonly latencies: readonly number[];
  readonly predictions: PredictionCounts;
  /** Rows that were compared with what the champion said. */
  readonly compared: number;
  readonly disagreements: number;
}

export const noTraffic: ObservedTraffic = {
  requests: 0,
  rows: 0,
  errors: 0,
  latencies: emptyLatencies(),
  predictions: {},
  compared: 0,
  disagreements: 0,
};

export function sumTraffic(observed: readonly ObservedTraffic[]): ObservedTraffic {
  return observed.reduce(
    (sum, each) => ({
      requests: sum.requests + each.requests,
      rows: sum.rows + each.rows,
      errors: sum.errors + each.errors,
      latencies: sum.latencies.map((count, bin) => count + (each.latencies[bin] ?? 0)),
      predictions: sumCounts(sum.predictions, each.predictions),
      compared: sum.compared + each.compared,
      disagreements: sum.disagreements + each.disagreements,
    }),
    noTraffic,
  );
}

function sumCounts(one: PredictionCounts, other: PredictionCounts): PredictionCounts {
  const sum: Record<string, number> = { ...one };
  for (const [key, count] of Object.entries(other)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}

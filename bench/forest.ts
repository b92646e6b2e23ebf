import type { Bench } from './bench.js';
import { compare } from './trees/compare.js';

const names = { trainMs: 'train_ms', auc: 'score', peakRssMb: 'peak_rss_mb' };

/** forest beside scikit-learn's: 200 trees of unlimited depth on 100,000 × 30, two threads; the score is the AUC. */
export const forestBench: Bench = {
  cases: ['100k'],
  run: (_cases, report) =>
    compare({ bench: 'forest', case: '100k', rows: 100_000, threads: 2, trainer: 'forest', peer: 'scikit-learn', names }, report),
};

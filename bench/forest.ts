import type { Bench } from './bench.js';
import { compare, compareAuc } from './trees/compare.js';

const names = { trainMs: 'train_ms', auc: 'score', peakRssMb: 'peak_rss_mb' };

/** forest beside scikit-learn's: 200 trees of unlimited depth on 100,000 × 30, two threads; the score is the AUC. */
export const forestBench: Bench = {
  cases: ['100k', '100k-seeds'],
  async run(chosen, report) {
    const place = { bench: 'forest', rows: 100_000, threads: 2, trainer: 'forest', peer: 'scikit-learn' };
    if (chosen.includes('100k')) await compare({ ...place, case: '100k', names }, report);
    if (chosen.includes('100k-seeds')) await compareAuc({ ...place, case: '100k-seeds', seeds: 4 }, report);
  },
};

import type { Bench } from './bench.js';
import { compare, compareAuc } from './trees/compare.js';

const timed: Readonly<Record<string, { rows: number; threads: number }>> = {
  '100k-1t': { rows: 100_000, threads: 1 },
  '100k-2t': { rows: 100_000, threads: 2 },
  '1m-1t': { rows: 1_000_000, threads: 1 },
  '1m-2t': { rows: 1_000_000, threads: 2 },
};

const judged: Readonly<Record<string, { rows: number; seeds: number }>> = {
  '100k-seeds': { rows: 100_000, seeds: 20 },
  '1m-seeds': { rows: 1_000_000, seeds: 5 },
};

const names = { trainMs: 'train_ms', auc: 'auc', peakRssMb: 'peak_rss_mb' };

/** gbdt beside LightGBM: 100 trees, 31 leaves, rate 0.1, 255 bins, 30 float columns, binning included. */
export const treesBench: Bench = {
  cases: [...Object.keys(timed), ...Object.keys(judged)],
  async run(chosen, report) {
    for (const name of chosen) {
      const place = { bench: 'trees', case: name, trainer: 'gbdt', peer: 'lightgbm' };
      const settings = timed[name];
      if (settings !== undefined) await compare({ ...place, ...settings, names }, report);
      const seeds = judged[name];
      if (seeds !== undefined) await compareAuc({ ...place, ...seeds, threads: 1 }, report);
    }
  },
};

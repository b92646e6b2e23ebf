import type { Bench } from './bench.js';
import { compare } from './trees/compare.js';

const cases: Readonly<Record<string, { rows: number; threads: number }>> = {
  '100k-1t': { rows: 100_000, threads: 1 },
  '100k-2t': { rows: 100_000, threads: 2 },
  '1m-1t': { rows: 1_000_000, threads: 1 },
  '1m-2t': { rows: 1_000_000, threads: 2 },
};

const names = { trainMs: 'train_ms', auc: 'auc', peakRssMb: 'peak_rss_mb' };

/** gbdt beside LightGBM: 100 trees, 31 leaves, rate 0.1, 255 bins, 30 float columns, binning included. */
export const treesBench: Bench = {
  cases: Object.keys(cases),
  async run(chosen, report) {
    for (const name of chosen) {
      const settings = cases[name];
      if (settings !== undefined)
        await compare({ bench: 'trees', case: name, ...settings, trainer: 'gbdt', peer: 'lightgbm', names }, report);
    }
  },
};

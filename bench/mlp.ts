import type { Bench } from './bench.js';
import { compareTrainers } from './trainers/compare-trainers.js';

/** Seeds of a case: the time needs few, a mean of losses many. */
const cases: Readonly<Record<string, number>> = { '100k': 8, '100k-30-seeds': 30 };

/** A hidden layer of 64, five epochs, batches of 200, another seed in every run; the score is the log loss on the training rows. */
export const mlpBench: Bench = {
  cases: Object.keys(cases),
  async run(chosen, report) {
    for (const name of chosen) {
      const runs = cases[name] ?? 0;
      await compareTrainers(
        { bench: 'mlp', case: name, rows: 100_000, runs, own: 'bench/trainers/mlp.ts', peer: 'bench/trainers/mlp.py' },
        report,
      );
    }
  },
};

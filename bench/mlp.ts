import type { Bench } from './bench.js';
import { compareTrainers } from './trainers/compare-trainers.js';

/** A hidden layer of 64, five epochs, batches of 200, another seed in every run; the score is the log loss on the training rows. */
export const mlpBench: Bench = {
  cases: ['100k'],
  run: (_cases, report) =>
    compareTrainers(
      { bench: 'mlp', case: '100k', rows: 100_000, runs: 8, own: 'bench/trainers/mlp.ts', peer: 'bench/trainers/mlp.py' },
      report,
    ),
};

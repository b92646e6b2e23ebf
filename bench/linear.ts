import type { Bench } from './bench.js';
import { compareTrainers } from './trainers/compare-trainers.js';

/** Logistic regression on correlated columns, both until no entry of the mean gradient is above 1e-6; the score, in doubles, has the penalty in it. */
export const linearBench: Bench = {
  cases: ['1m'],
  run: (_cases, report) =>
    compareTrainers(
      { bench: 'linear', case: '1m', rows: 1_000_000, runs: 3, own: 'bench/trainers/logistic.ts', peer: 'bench/trainers/logistic.py' },
      report,
    ),
};

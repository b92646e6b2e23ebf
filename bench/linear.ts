import type { Bench } from './bench.js';
import { compareTrainers } from './trainers/compare-trainers.js';

/** Logistic regression on correlated columns, in doubles the same loss at its end; the score has the penalty in it. */
export const linearBench: Bench = {
  cases: ['1m'],
  run: (_cases, report) =>
    compareTrainers(
      { bench: 'linear', case: '1m', rows: 1_000_000, runs: 3, own: 'bench/trainers/logistic.ts', peer: 'bench/trainers/logistic.py' },
      report,
    ),
};

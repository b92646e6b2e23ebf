import type { MetricFamily } from './metric.js';
import { meanOver } from './regression-errors.js';

/** Loss of a predicted quantile: an actual value above it costs alpha a unit, one below 1 − alpha. */
export const pinballLoss: MetricFamily = {
  name: 'pinballLoss',
  parameter: 'alpha',
  expects: 'a number from 0 to 1',
  example: 0.9,
  admits: (alpha) => alpha >= 0 && alpha <= 1,
  of: (alpha) => ({
    name: `pinballLoss@${String(alpha)}`,
    summary: 'loss of a predicted quantile: a unit above it costs alpha, one below 1 − alpha',
    degenerate: 'always defined',
    task: 'regression',
    higherIsBetter: false,
    compute: (outcome) => meanOver(outcome, (actual, predicted) => pinball(actual - predicted, alpha)),
  }),
};

export function pinball(above: number, alpha: number): number {
  return above >= 0 ? alpha * above : (alpha - 1) * above;
}

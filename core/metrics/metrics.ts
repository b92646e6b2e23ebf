import { LeatError } from '../errors.js';
import type { Metrics } from '../model/evaluation.js';
import type { Task } from '../model/signature.js';
import { suggestName } from '../nearest-name.js';
import { accuracy, balancedAccuracy } from './accuracy.js';
import { logLoss } from './log-loss.js';
import type { Metric, Outcome } from './metric.js';
import { precisionRecallF1 } from './precision-recall-f1.js';
import { mae, mape, mse, r2, rmse } from './regression-errors.js';
import { rocAuc } from './roc-auc.js';

/** Every metric that Leat knows; each passes test/contracts/metric.ts. */
export const metrics: readonly Metric[] = [accuracy, balancedAccuracy, ...precisionRecallF1, rocAuc, logLoss, mse, rmse, mae, r2, mape];

/** @throws LeatError `METRIC_UNKNOWN` */
export function metricOf(name: string): Metric {
  const metric = metrics.find((known) => known.name === name);
  if (metric !== undefined) return metric;
  const names = metrics.map((known) => known.name);
  throw new LeatError('METRIC_UNKNOWN', `unknown metric "${name}"; ${suggestName(name, names)}`, { details: { metric: name } });
}

/** @throws LeatError `METRIC_UNKNOWN`, or `METRIC_TASK` when the metric is of the other task. */
export function requireTask(name: string, task: Task): Metric {
  const metric = metricOf(name);
  if (metric.task === task) return metric;
  const fitting = metrics.filter((known) => known.task === task).map((known) => known.name);
  throw new LeatError('METRIC_TASK', `metric "${name}": expected one of ${task} (${fitting.join(', ')}), got one of ${metric.task}`, {
    details: { metric: name, task },
  });
}

/** One metric of an outcome; NaN where it is not defined for it. */
export function measure(metric: Metric, outcome: Outcome): number {
  if (metric.task === 'regression') return outcome.task === 'regression' ? metric.compute(outcome) : NaN;
  if (outcome.task === 'regression') return NaN;
  if (metric.needs === 'probabilities' && outcome.probabilities === null) return NaN;
  if (metric.binaryOnly === true && outcome.classes !== 2) return NaN;
  return metric.compute(outcome);
}

/** Every metric that is defined for an outcome. */
export function measureAll(outcome: Outcome): Metrics {
  const measured = metrics.map((metric) => [metric.name, measure(metric, outcome)] as const);
  return Object.fromEntries(measured.filter(([, value]) => Number.isFinite(value)));
}

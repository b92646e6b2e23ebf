import { LeatError } from '../errors.js';
import type { Metrics } from '../model/evaluation.js';
import type { Task } from '../model/signature.js';
import { suggestName } from '../nearest-name.js';
import { accuracy } from './accuracy.js';
import { averagePrecision, averagePrecisionWeighted } from './average-precision.js';
import { balancedAccuracy } from './balanced-accuracy.js';
import { brierScore } from './brier-score.js';
import { cohenKappa, cohenKappaLinear, cohenKappaQuadratic } from './cohen-kappa.js';
import { d2AbsoluteError, d2PinballLoss, d2Tweedie } from './d2.js';
import { explainedVariance } from './explained-variance.js';
import { gain, lift } from './lift-and-gain.js';
import { logLoss } from './log-loss.js';
import { matthews } from './matthews.js';
import { maxError } from './max-error.js';
import { medianAbsoluteError } from './median-absolute-error.js';
import type { Metric, MetricFamily, Outcome } from './metric.js';
import { pinballLoss } from './pinball-loss.js';
import { fBetas, precisionRecall } from './precision-recall.js';
import { r2 } from './r2.js';
import { ndcg, ndcgAt } from './ndcg.js';
import { mae, mape, mse, msle, rmse } from './regression-errors.js';
import { rocAuc, rocAucOvo, rocAucOvoWeighted, rocAucWeighted } from './roc-auc.js';
import { topKAccuracy } from './top-k-accuracy.js';
import { gammaDeviance, poissonDeviance, tweedieDeviance } from './tweedie-deviance.js';

/** Every metric without a parameter, the ones to look at first in front; each passes test/contracts/metric.ts. */
export const metrics: readonly Metric[] = [
  accuracy,
  balancedAccuracy,
  ...precisionRecall,
  rocAuc,
  rocAucWeighted,
  rocAucOvo,
  rocAucOvoWeighted,
  averagePrecision,
  averagePrecisionWeighted,
  logLoss,
  brierScore,
  matthews,
  cohenKappa,
  cohenKappaLinear,
  cohenKappaQuadratic,
  mse,
  rmse,
  mae,
  medianAbsoluteError,
  maxError,
  r2,
  explainedVariance,
  d2AbsoluteError,
  mape,
  msle,
  poissonDeviance,
  gammaDeviance,
  ndcg,
];

/** Every metric with a parameter, which stands behind an @: `topKAccuracy@3`. An example of each passes the contract too. */
export const metricFamilies: readonly MetricFamily[] = [
  topKAccuracy,
  lift,
  gain,
  ...fBetas,
  pinballLoss,
  d2PinballLoss,
  tweedieDeviance,
  d2Tweedie,
  ndcgAt,
];

/**
 * The metric of a name such as `f1Macro` or `topKAccuracy@3`.
 *
 * @throws LeatError `METRIC_UNKNOWN`, or `METRIC_PARAMETER_INVALID` when a parameter is missing or out of range.
 */
export function metricOf(name: string): Metric {
  const metric = metrics.find((known) => known.name === name);
  if (metric !== undefined) return metric;
  const [stem = name, ...parameters] = name.split('@');
  const family = metricFamilies.find((known) => known.name === stem);
  if (family !== undefined) return memberOf(family, { name, parameter: parameters.join('@') });
  const names = [...metrics.map((known) => known.name), ...metricFamilies.map(exampleName)];
  throw new LeatError('METRIC_UNKNOWN', `unknown metric "${name}"; ${suggestName(name, names)}`, { details: { metric: name } });
}

/** A name that a family's metrics have: `topKAccuracy@3`. */
export function exampleName({ name, example }: MetricFamily): string {
  return `${name}@${String(example)}`;
}

/** One spelling only: a metric that stands in an evaluation is found by comparing names. */
function memberOf(family: MetricFamily, { name, parameter }: { name: string; parameter: string }): Metric {
  const value = Number(parameter);
  if (parameter !== '' && String(value) === parameter && family.admits(value)) return family.of(value);
  const expected = `${family.name}@${family.parameter} with ${family.expects}, such as "${exampleName(family)}"`;
  throw new LeatError('METRIC_PARAMETER_INVALID', `metric "${name}": expected ${expected}, got ${JSON.stringify(parameter)}`, {
    details: { metric: name, received: parameter },
  });
}

/** @throws LeatError `METRIC_UNKNOWN`, `METRIC_PARAMETER_INVALID`, or `METRIC_TASK` when the metric is of the other task. */
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
  if (!hasRows(outcome)) return NaN;
  if (metric.task === 'regression') return outcome.task === 'regression' ? metric.compute(outcome) : NaN;
  if (outcome.task === 'regression') return NaN;
  if (metric.needs === 'probabilities' && outcome.probabilities === null) return NaN;
  if (metric.binaryOnly === true && outcome.classes !== 2) return NaN;
  return metric.compute(outcome);
}

/** Every metric that is defined for an outcome, and further ones. */
export function measureAll(outcome: Outcome, further: readonly Metric[] = []): Metrics {
  const measured = [...metrics, ...further].map((metric) => [metric.name, measure(metric, outcome)] as const);
  return Object.fromEntries(measured.filter(([, value]) => Number.isFinite(value)));
}

/**
 * A metric that is asked for by name.
 *
 * @throws LeatError `METRIC_UNDEFINED` where the outcome does not define it.
 */
export function measureDefined(metric: Metric, outcome: Outcome): number {
  const value = measure(metric, outcome);
  if (Number.isFinite(value)) return value;
  const message = `metric "${metric.name}": expected rows that define it (${metric.degenerate}), got ${String(outcome.actual.length)} rows`;
  throw new LeatError('METRIC_UNDEFINED', message, { details: { metric: metric.name, rows: outcome.actual.length } });
}

function hasRows({ actual, weights }: Outcome): boolean {
  return weights === undefined ? actual.length > 0 : weights.some((weight) => weight > 0);
}

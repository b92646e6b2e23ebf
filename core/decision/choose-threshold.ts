import { LeatError } from '../errors.js';
import type { ClassificationMetric, ClassificationOutcome } from '../metrics/metric.js';
import { measure, requireTask } from '../metrics/metrics.js';
import { cutsOf } from '../metrics/ranking.js';

export type ThresholdRule = { readonly metric: string } | { readonly costs: readonly (readonly number[])[] };

export interface ChosenThreshold {
  /** A float32 number: rows of at least so much probability are of the second class. */
  readonly threshold: number;
  /** What was sought, at this threshold and at 0.5: the metric, or the mean cost of a row. */
  readonly value: number;
  readonly atHalf: number;
}

/**
 * A metric that a threshold can change.
 *
 * @throws LeatError `METRIC_UNKNOWN`, `METRIC_PARAMETER_INVALID`, `METRIC_TASK`, or `THRESHOLD_METRIC` for one of probabilities.
 */
export function requireLabelMetric(name: string): ClassificationMetric {
  const metric = requireTask(name, 'classification');
  if (metric.task === 'classification' && metric.needs === 'labels') return metric;
  throw new LeatError(
    'THRESHOLD_METRIC',
    `threshold: expected a metric of labels, such as "f1", got "${name}", which no threshold changes`,
    {
      details: { metric: name },
    },
  );
}

/**
 * The threshold at which a metric of labels is best, or the cost least, among all that part the rows. Each lies
 * halfway between two probabilities; of equally good ones the nearest to 0.5 is taken.
 *
 * @throws LeatError `THRESHOLD_CLASSES` when there are more than two classes: see choose-rule.ts.
 */
export function chooseThreshold(outcome: ClassificationOutcome, rule: ThresholdRule): ChosenThreshold {
  if (outcome.classes !== 2) {
    throw new LeatError('THRESHOLD_CLASSES', `threshold: expected two classes, got ${String(outcome.classes)}`, {
      details: { classes: outcome.classes },
    });
  }
  const { scores, truePositives, falsePositives, positives, negatives } = cutsOf(outcome, 1);
  const goodness = goodnessOf(rule);
  const goodnessAt = (cut: number): number => {
    const [found, alarms] = cut < 0 ? [0, 0] : [truePositives[cut] ?? 0, falsePositives[cut] ?? 0];
    return goodness([negatives - alarms, alarms, positives - found, found]);
  };
  let best = { threshold: 0.5, goodness: -Infinity };
  let cutAtHalf = -1;
  for (let cut = 0; cut < scores.length; cut++) {
    const score = scores[cut] ?? NaN;
    if (score >= 0.5) cutAtHalf = cut;
    const candidate = { threshold: between(scores[cut + 1] ?? 0, score), goodness: goodnessAt(cut) };
    const nearer = Math.abs(candidate.threshold - 0.5) < Math.abs(best.threshold - 0.5);
    if (candidate.goodness > best.goodness || (candidate.goodness === best.goodness && nearer)) best = candidate;
  }
  const sign = 'costs' in rule || !requireLabelMetric(rule.metric).higherIsBetter ? -1 : 1;
  return { threshold: best.threshold, value: sign * best.goodness, atHalf: sign * goodnessAt(cutAtHalf) };
}

/** Rows by actual and predicted class: true negatives, false alarms, misses, finds. */
type Cells = readonly [number, number, number, number];

/** The greater the better; −Infinity where the metric is not defined. */
function goodnessOf(rule: ThresholdRule): (cells: Cells) => number {
  if ('costs' in rule) {
    const costs = rule.costs.flat();
    return (cells) => -cells.reduce((sum, rows, cell) => sum + rows * (costs[cell] ?? 0), 0) / cells.reduce((sum, rows) => sum + rows, 0);
  }
  const metric = requireLabelMetric(rule.metric);
  return (cells) => {
    // Four weighted rows stand for all: a metric of labels sees no more of them than these counts.
    const value = measure(metric, {
      task: 'classification',
      classes: 2,
      actual: [0, 0, 1, 1],
      predicted: [0, 1, 0, 1],
      probabilities: null,
      weights: Float64Array.from(cells),
    });
    if (Number.isNaN(value)) return -Infinity;
    return metric.higherIsBetter ? value : -value;
  };
}

/** A float32 number above `low`, at most `high`. */
function between(low: number, high: number): number {
  const middle = Math.fround((low + high) / 2);
  return middle > low ? middle : high;
}

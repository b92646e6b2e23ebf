import type { ClassificationOutcome } from '../metrics/metric.js';
import { weightedMean } from '../metrics/weighted-mean.js';
import { classesOf } from '../metrics/outcome.js';
import type { DecisionRule } from '../model/decide-class.js';
import type { TargetSignature } from '../model/signature.js';
import { chooseClassWeights, costsOfWeights } from './choose-class-weights.js';
import { chooseThreshold, type ThresholdRule } from './choose-threshold.js';

interface ChosenRule {
  readonly rule: Pick<TargetSignature, 'threshold' | 'costs'>;
  readonly notes: Readonly<Record<string, number>>;
}

/**
 * How classes are told from probabilities: of two by the best threshold on these rows; of more by the costs that are given, or
 * by those of the best weights.
 */
export function chooseRule(outcome: ClassificationOutcome, sought: ThresholdRule): ChosenRule {
  if (outcome.classes === 2) {
    const { threshold, value, atHalf } = chooseThreshold(outcome, sought);
    const name = 'metric' in sought ? sought.metric : 'cost';
    return { rule: { threshold: Math.fround(threshold) }, notes: { threshold, [`${name}AtThreshold`]: value, [`${name}AtHalf`]: atHalf } };
  }
  if ('costs' in sought) {
    const { costs } = sought;
    const notes = { costAtLeastExpected: meanCost(outcome, costs, { costs }), costAtMostProbable: meanCost(outcome, costs, {}) };
    return { rule: { costs }, notes };
  }
  const { weights, value, atMostProbable } = chooseClassWeights(outcome, sought.metric);
  const notes = { [`${sought.metric}AtWeights`]: value, [`${sought.metric}AtMostProbable`]: atMostProbable };
  return { rule: { costs: costsOfWeights(weights) }, notes };
}

function meanCost(outcome: ClassificationOutcome, costs: readonly (readonly number[])[], rule: DecisionRule): number {
  const taken = classesOf(outcome.probabilities ?? new Float32Array(), { ...rule, classes: outcome.classes });
  return weightedMean({ ...outcome, predicted: taken }, (row) => costs[outcome.actual[row] ?? 0]?.[taken[row] ?? 0] ?? NaN);
}

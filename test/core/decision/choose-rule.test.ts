import { describe, expect, test } from 'vitest';
import { chooseClassWeights, costsOfWeights } from '../../../core/decision/choose-class-weights.js';
import { chooseRule } from '../../../core/decision/choose-rule.js';
import type { ClassificationOutcome } from '../../../core/metrics/metric.js';
import { measure, metricOf } from '../../../core/metrics/metrics.js';
import { classesOf } from '../../../core/metrics/outcome.js';
import { decideClass } from '../../../core/model/decide-class.js';
import { Random } from '../../../core/random.js';

const CLASSES = 3;

/** Rows of three classes, the third rare, whose probabilities know something of them. */
function outcomeOf(seed: number, rows: number, weighted = false): ClassificationOutcome & { probabilities: Float64Array } {
  const random = new Random(`rule/${String(seed)}`);
  const actual = Array.from({ length: rows }, () => [0, 0, 0, 1, 1, 2][random.below(6)] ?? 0);
  const probabilities = Float64Array.from(
    actual.flatMap((each) => {
      const raw = Array.from({ length: CLASSES }, (_, index) => random.next() + (index === each ? 0.4 : 0) + (index === 0 ? 0.5 : 0));
      const sum = raw.reduce((total, value) => total + value, 0);
      return raw.map((value) => value / sum);
    }),
  );
  const predicted = classesOf(probabilities, { classes: CLASSES });
  return {
    classes: CLASSES,
    actual,
    predicted,
    probabilities,
    ...(weighted && { weights: Float64Array.from(actual, () => random.below(4)) }),
  };
}

function valueOf(outcome: ClassificationOutcome & { probabilities: Float64Array }, metric: string, weights: readonly number[]): number {
  const predicted = classesOf(outcome.probabilities, { classes: CLASSES, costs: costsOfWeights(weights) });
  return measure(metricOf(metric), { task: 'classification', ...outcome, predicted });
}

/**
 * All that weights can do. The first is 1; rows go over at lines of the other two, and between the crossings of these lines lies
 * every way to part the rows.
 */
function bruteForce(outcome: ClassificationOutcome & { probabilities: Float64Array }, metric: string): number {
  const { probabilities, actual } = outcome;
  const ratios = (one: number, other: number): number[] =>
    Array.from(
      { length: actual.length },
      (_, row) => (probabilities[row * CLASSES + one] ?? 0) / (probabilities[row * CLASSES + other] ?? 1),
    );
  const between = (values: number[]): number[] => {
    const sorted = values.toSorted((one, other) => one - other);
    return [0, ...sorted.map((value, index) => (value + (sorted[index + 1] ?? 2 * value)) / 2)];
  };
  const [fromFirst, apart] = [ratios(0, 2), ratios(1, 2)];
  const seconds = between([...ratios(0, 1), ...fromFirst.flatMap((one) => apart.map((other) => one / other))]);
  let best = -Infinity;
  for (const second of seconds) {
    for (const third of between([...fromFirst, ...apart.map((ratio) => second * ratio)])) {
      best = Math.max(best, valueOf(outcome, metric, [1, second, third]));
    }
  }
  return best;
}

describe('weights of three classes', () => {
  test.each(['f1Macro', 'balancedAccuracy', 'mcc'])(
    'come near the best %s that any weights give, and are never worse than none',
    (metric) => {
      const gaps = Array.from({ length: 10 }, (_, seed) => {
        const outcome = outcomeOf(seed, 14, seed % 2 === 1);
        const chosen = chooseClassWeights(outcome, metric);
        expect(chosen.value).toBeCloseTo(valueOf(outcome, metric, chosen.weights), 12);
        expect(chosen.atMostProbable).toBeCloseTo(measure(metricOf(metric), { task: 'classification', ...outcome }), 12);
        expect(chosen.value).toBeGreaterThanOrEqual(chosen.atMostProbable);
        const best = bruteForce(outcome, metric);
        expect(chosen.value).toBeLessThanOrEqual(best + 1e-12);
        return best - chosen.value;
      });
      // One class after the other can end on a smaller hill: mostly it does not.
      expect(gaps.filter((gap) => gap < 1e-12).length).toBeGreaterThanOrEqual(8);
      expect(Math.max(...gaps)).toBeLessThan(0.05);
    },
  );
});

describe('costs of three classes', () => {
  const costs = [
    [0, 1, 2],
    [5, 0, 1],
    [20, 4, 0],
  ];

  test('take the class whose expected cost is least, row by row', () => {
    const { probabilities, actual } = outcomeOf(1, 200);
    for (let row = 0; row < actual.length; row++) {
      const expected = costs.map((_, taken) =>
        costs.reduce((sum, ofActual, each) => sum + (probabilities[row * CLASSES + each] ?? NaN) * (ofActual[taken] ?? NaN), 0),
      );
      expect(decideClass(probabilities, row * CLASSES, { classes: CLASSES, costs })).toBe(expected.indexOf(Math.min(...expected)));
    }
  });

  test('cost less than the most probable class, which is noted', () => {
    const { rule, notes } = chooseRule(outcomeOf(1, 400), { costs });
    expect(rule).toEqual({ costs });
    expect(notes['costAtLeastExpected']).toBeLessThan(notes['costAtMostProbable'] ?? NaN);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../core/metrics/metric.js';
import { measure, metricFamilies, metricOf, metrics } from '../../../core/metrics/metrics.js';

/** Relative: sums in another order than scikit-learn's lose a few bits of a double. */
const SUMMATION_ORDER = 1e-9;

interface Golden {
  readonly reference: string;
  readonly cases: Readonly<
    Record<string, Outcome & { readonly expected: Readonly<Record<string, number>>; readonly undefined: readonly string[] }>
  >;
}

// Written by golden/make-golden.py.
const { reference, cases } = JSON.parse(readFileSync('test/core/metrics/golden/metrics.json', 'utf8')) as Golden;

const outcomeOf = (golden: Golden['cases'][string]): Outcome => ({
  ...golden,
  ...(golden.weights !== undefined && { weights: Float64Array.from(golden.weights) }),
  ...(golden.task === 'classification' && { probabilities: Float64Array.from(golden.probabilities ?? []) }),
});

describe(`agrees with ${reference}`, () => {
  for (const [title, golden] of Object.entries(cases)) {
    test(`on ${title}`, () => {
      const outcome = outcomeOf(golden);
      const differing = Object.entries(golden.expected).flatMap(([name, expected]) => {
        const received = measure(metricOf(name), outcome);
        return Math.abs(received - expected) <= SUMMATION_ORDER * Math.max(Math.abs(expected), SUMMATION_ORDER)
          ? []
          : [{ name, expected, received }];
      });
      expect(differing).toEqual([]);
      expect(golden.undefined.filter((name) => !Number.isNaN(measure(metricOf(name), outcome)))).toEqual([]);
    });
  }
});

test('has a golden value for every metric', () => {
  const golden = new Set(Object.values(cases).flatMap(({ expected }) => Object.keys(expected).map((name) => name.split('@')[0])));
  const names = [...metrics, ...metricFamilies].map(({ name }) => name);
  expect(names.filter((name) => !golden.has(name))).toEqual([]);
});

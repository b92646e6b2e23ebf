import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chiSquared } from '../../../core/drift/chi-squared.js';
import { jensenShannon } from '../../../core/drift/jensen-shannon.js';
import { kolmogorovSmirnov } from '../../../core/drift/kolmogorov-smirnov.js';
import type { TestResult } from '../../../core/drift/test-result.js';
import { wasserstein } from '../../../core/drift/wasserstein.js';

/** Digits behind the point: of p-values, whose series are cut off in other places; and of all else. */
const P_VALUE = 8;
const SUMMATION_ORDER = 11;

interface Pair {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

interface Golden {
  readonly reference: string;
  readonly values: Readonly<Record<string, Pair & { kolmogorovSmirnov: TestResult; wasserstein: number }>>;
  readonly counts: Readonly<Record<string, Pair & { chiSquared: TestResult; jensenShannon: number }>>;
}

// Written by golden/make-golden.py.
const golden = JSON.parse(readFileSync('test/core/drift/golden/drift.json', 'utf8')) as Golden;

describe(`agrees with ${golden.reference}`, () => {
  for (const [title, expected] of Object.entries(golden.values)) {
    test(`on values: ${title}`, () => {
      const samples = { reference: Float64Array.from(expected.reference), current: Float64Array.from(expected.current) };
      const { statistic, pValue } = kolmogorovSmirnov(samples);
      expect(statistic).toBeCloseTo(expected.kolmogorovSmirnov.statistic, SUMMATION_ORDER);
      expect(pValue).toBeCloseTo(expected.kolmogorovSmirnov.pValue, P_VALUE);
      expect(wasserstein(samples)).toBeCloseTo(expected.wasserstein, SUMMATION_ORDER);
    });
  }
  for (const [title, expected] of Object.entries(golden.counts)) {
    test(`on counts: ${title}`, () => {
      const { statistic, pValue } = chiSquared(expected);
      expect(statistic).toBeCloseTo(expected.chiSquared.statistic, SUMMATION_ORDER - 2); // up to 2,000
      expect(pValue).toBeCloseTo(expected.chiSquared.pValue, P_VALUE);
      expect(jensenShannon(expected)).toBeCloseTo(expected.jensenShannon, SUMMATION_ORDER);
    });
  }
});

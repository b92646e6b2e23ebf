import { chiSquared } from './chi-squared.js';
import { jensenShannon } from './jensen-shannon.js';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.js';
import { populationStabilityIndex } from './population-stability-index.js';
import type { TestResult } from './test-result.js';
import { wasserstein } from './wasserstein.js';

/** A column then and now. */
export interface Compared {
  /** Rows in the same bins; the last one is for missing values. */
  readonly counts: { readonly reference: readonly number[]; readonly current: readonly number[] };
  /** Rising, without missing values; of a numeric column for which rows of the reference are at hand. */
  readonly values?: { readonly reference: Float64Array; readonly current: Float64Array };
}

/** How far a column is from what it was, by every measure that its kind and the reference admit. */
export interface Distances {
  /** Population stability index. */
  readonly psi: number;
  readonly jensenShannon: number;
  readonly chiSquared: TestResult;
  readonly kolmogorovSmirnov?: TestResult;
  /** In standard deviations of the reference. */
  readonly wasserstein?: number;
}

interface Measure {
  /** Above it (a p-value: below it, divided by the number of columns) a column counts as drifted. */
  readonly threshold: number;
  readonly isPValue: boolean;
  /** For the guide: where the default comes from. */
  readonly source: string;
  read(distances: Distances): number | undefined;
}

/** By what a column can be said to have drifted. */
export const driftMeasures = {
  psi: {
    threshold: 0.2,
    isPValue: false,
    source: 'Siddiqi, Credit Risk Scorecards (2006), ch. 6: above 0.2 is a shift, to 0.1 none',
    read: ({ psi }) => psi,
  },
  jensenShannon: {
    threshold: 0.1,
    isPValue: false,
    source: 'Endres & Schindelin (2003); 0.1 is a distance at which tenths of the rows have visibly moved',
    read: ({ jensenShannon: distance }) => distance,
  },
  chiSquared: {
    threshold: 0.05,
    isPValue: true,
    source: 'Pearson (1900); with many rows the smallest difference is significant',
    read: ({ chiSquared: { pValue } }) => pValue,
  },
  kolmogorovSmirnov: {
    threshold: 0.05,
    isPValue: true,
    source: 'Hodges (1958); with many rows the smallest difference is significant',
    read: ({ kolmogorovSmirnov: result }) => result?.pValue,
  },
  wasserstein: {
    threshold: 0.1,
    isPValue: false,
    source: 'Ramdas et al. (2017); a tenth of a standard deviation is a small effect by Cohen (1988)',
    read: ({ wasserstein: distance }) => distance,
  },
} as const satisfies Record<string, Measure>;

export type DriftMeasure = keyof typeof driftMeasures;

export function distancesOf({ counts, values }: Compared): Distances {
  const ofCounts = { psi: populationStabilityIndex(counts), jensenShannon: jensenShannon(counts), chiSquared: chiSquared(counts) };
  if (values === undefined || values.reference.length === 0 || values.current.length === 0) return ofCounts;
  return {
    ...ofCounts,
    kolmogorovSmirnov: kolmogorovSmirnov(values),
    wasserstein: wasserstein(values) / (deviationOf(values.reference) || 1), // of a constant column in its own unit
  };
}

/**
 * Whether a column has drifted.
 *
 * @param columns - How many are judged: a p-value has to be as many times smaller (Bonferroni), or every twentieth
 * column would be a false alarm.
 * @returns null when the measure does not apply to the column.
 */
export function hasDrifted(
  distances: Distances,
  { by, threshold, columns }: { by: DriftMeasure; threshold: number; columns: number },
): boolean | null {
  const measure: Measure = driftMeasures[by];
  const value = measure.read(distances);
  if (value === undefined) return null;
  return measure.isPValue ? value < threshold / columns : value > threshold;
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

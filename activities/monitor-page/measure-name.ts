import type { DriftMeasure } from '../../core/drift/measures.js';

const NAMES: Readonly<Record<DriftMeasure, string>> = {
  psi: 'population stability index',
  jensenShannon: 'Jensen–Shannon distance',
  chiSquared: 'p-value of the χ² test',
  kolmogorovSmirnov: 'p-value of the Kolmogorov–Smirnov test',
  wasserstein: 'Wasserstein distance',
};

/** A measure as people read it. */
export function measureName(measure: DriftMeasure): string {
  return NAMES[measure];
}

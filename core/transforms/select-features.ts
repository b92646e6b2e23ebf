import { z } from 'zod';
import { defineForms } from './define-forms.js';
import { byChi2, byChi2Options } from './selections/by-chi2.js';
import { byCorrelation, byCorrelationOptions } from './selections/by-correlation.js';
import { byFTest, byFTestOptions } from './selections/by-f-test.js';
import { byInformation, byInformationOptions } from './selections/by-information.js';
import { byElimination, byEliminationOptions, byImportance, byImportanceOptions, byL1, byL1Options } from './selections/by-model.js';
import { byVariance, byVarianceOptions } from './selections/by-variance.js';

export const selectFeaturesOptions = z.discriminatedUnion('by', [
  byVarianceOptions,
  byCorrelationOptions,
  byFTestOptions,
  byChi2Options,
  byInformationOptions,
  byL1Options,
  byImportanceOptions,
  byEliminationOptions,
]);

/** Leaves out features that say little. It is fitted like every step: in every fold anew, on its training rows. */
export const selectFeatures = defineForms({
  name: 'select-features',
  version: 1,
  takes: 'all',
  by: 'by',
  options: selectFeaturesOptions,
  forms: {
    variance: byVariance,
    correlation: byCorrelation,
    'anova-f': byFTest,
    chi2: byChi2,
    'mutual-information': byInformation,
    l1: byL1,
    importance: byImportance,
    'recursive-elimination': byElimination,
  },
});

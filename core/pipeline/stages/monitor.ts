import { z } from 'zod';
import { driftMeasures, type DriftMeasure } from '../../drift/measures.js';
import { defineStage } from '../define-stage.js';

const measureNames = Object.keys(driftMeasures) as DriftMeasure[]; // its own keys

/**
 * Compares recent rows with those that a model was trained on: with its profile of them, and with rows of
 * theirs where they are wired as `reference`.
 */
export const monitor = defineStage({
  name: 'monitor',
  version: 3,
  inputs: { model: 'model', recent: 'table', reference: 'table?' },
  outputs: { report: 'report' },
  params: z.strictObject({
    by: z
      .enum(measureNames)
      .default('psi')
      .describe('measure by which a column counts as drifted; kolmogorovSmirnov and wasserstein need the input "reference"'),
    threshold: z
      .number()
      .positive()
      .optional()
      .describe(
        'of the measure; a p-value counts below it, divided by the number of columns; left out: 0.2 for psi, 0.05 for p-values, else 0.1',
      ),
    sampleRows: z.int().positive().default(10_000).describe('rows of either side, drawn at random, for what needs single rows'),
    domainClassifier: z.boolean().default(true).describe('train a model to tell recent rows from the reference, where that is wired'),
  }),
  work: 'compute',
});

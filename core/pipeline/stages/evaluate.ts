import { z } from 'zod';
import { metricName } from '../../metrics/metric-name.js';
import { defineStage } from '../define-stage.js';

/** Measures a model on rows it has not seen, by running its exported graph. */
export const evaluate = defineStage({
  name: 'evaluate',
  version: 3,
  inputs: { model: 'model', test: 'table' },
  outputs: { evaluation: 'evaluation' },
  params: z.strictObject({
    metrics: z
      .array(metricName)
      .default([])
      .describe('beside those without a parameter, such as "topKAccuracy@3"; refused where the test rows do not define one'),
    weightColumn: z.string().optional().describe('column of numbers that say how much each test row counts'),
    slices: z.array(z.string()).default([]).describe('columns whose groups are measured one by one'),
    resamples: z.int().min(0).max(100_000).default(1000).describe('of the bootstrap, for confidence intervals; 0: leave out'),
    confidence: z.number().gt(0).lt(1).default(0.95).describe('level of the intervals'),
    importanceRepeats: z.int().min(0).max(100).default(5).describe('times that each column is shuffled; 0: leave out'),
    importanceRows: z.int().positive().default(10_000).describe('test rows that columns are shuffled in, drawn at random'),
  }),
  work: 'compute',
});

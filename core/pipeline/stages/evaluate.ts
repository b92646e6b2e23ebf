import { z } from 'zod';
import { defineStage } from '../define-stage.js';

/** Measures a model on rows it has not seen, by running its exported graph. */
export const evaluate = defineStage({
  name: 'evaluate',
  version: 1,
  inputs: { model: 'model', test: 'table' },
  outputs: { evaluation: 'evaluation' },
  params: z.strictObject({
    importanceRepeats: z.int().min(0).max(100).default(5).describe('times that each column is shuffled; 0: leave out'),
    importanceRows: z.int().positive().default(10_000).describe('test rows that columns are shuffled in, drawn at random'),
  }),
  work: 'compute',
});

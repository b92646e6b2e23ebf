import { z } from 'zod';
import { defineStage } from '../define-stage.js';

/** Compares recent rows with those that a model was trained on. */
export const monitor = defineStage({
  name: 'monitor',
  version: 1,
  inputs: { model: 'model', recent: 'table' },
  outputs: { report: 'report' },
  params: z.strictObject({
    threshold: z.number().positive().default(0.2).describe('population stability index above which a column counts as drifted'),
  }),
  work: 'compute',
});

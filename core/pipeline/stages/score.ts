import { z } from 'zod';
import { defineStage } from '../define-stage.js';

/**
 * Predicts the rows of a table, part by part: the columns of the table, and behind them those of the predictions.
 * The model is one that the run has made, the version that it has registered, or any version of the registry by name.
 */
export const score = defineStage({
  name: 'score',
  version: 1,
  inputs: { table: 'table', model: 'model?', version: 'version?' },
  outputs: { table: 'table' },
  params: z.strictObject({
    registered: z.string().min(1).optional().describe('a model of the registry: name (its champion), name@alias or name:version'),
    keep: z.array(z.string()).optional().describe('columns of the table to keep beside the predictions; all when left out'),
  }),
  work: 'compute',
});

import { z } from 'zod';
import { defineStage } from '../define-stage.js';

/**
 * Adds what an ONNX model says of each row as columns of numbers, for a trainer to learn from. Given to `train`, the
 * extractor becomes part of the model, which then takes the columns that it reads.
 */
export const extract = defineStage({
  name: 'extract',
  version: 1,
  inputs: { table: 'table' },
  outputs: { table: 'table', extractor: 'extractor' },
  params: z.strictObject({
    path: z.string().min(1).describe('the ONNX file, in a data root'),
    columns: z.array(z.string()).min(1).optional().describe('columns in the order of its inputs; those of its names when left out'),
    outputs: z.array(z.string()).min(1).optional().describe('by name; all that are floats when left out'),
    prefix: z
      .string()
      .default('')
      .describe('before the names of the columns: an output, or output_0 and so on of one with several columns'),
    maxBytes: z.int().positive().optional().describe('a larger file is refused'),
  }),
  work: 'compute',
});

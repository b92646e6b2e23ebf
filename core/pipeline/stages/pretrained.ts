import { z } from 'zod';
import { COLUMN_TYPES } from '../../table/column.js';
import { defineStage } from '../define-stage.js';

const label = z.union([z.string(), z.number(), z.boolean()]);

const input = z.strictObject({
  name: z.string(),
  type: z.enum(COLUMN_TYPES),
  categories: z.array(z.string()).exactOptional(),
  closed: z.boolean().exactOptional().describe('refuse texts that are none of the categories'),
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
});

/**
 * Takes an ONNX file in place of training. A file that Leat exported says all by itself; of another one, what its
 * graph does not say may be told.
 */
export const pretrained = defineStage({
  name: 'pretrained',
  version: 2,
  inputs: {},
  outputs: { model: 'model' },
  params: z.strictObject({
    path: z.string().min(1).describe('the ONNX file, in a data root'),
    target: z.string().optional().describe('the column that it predicts'),
    columns: z.array(z.string()).min(1).optional().describe('raw columns in the order of its features'),
    classes: z.array(label).min(2).optional().describe('labels in the order of its probabilities; left out for regression'),
    inputs: z.array(input).optional().describe('what is known of columns: type, categories, range'),
    maxBytes: z.int().positive().optional().describe('a larger file is refused'),
  }),
  work: 'io',
});

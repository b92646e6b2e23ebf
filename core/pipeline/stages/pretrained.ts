import { z } from 'zod';
import { defineStage } from '../define-stage.js';

const label = z.union([z.string(), z.number(), z.boolean()]);

/**
 * Takes an ONNX file in place of training. A file that Leat exported says all by itself; for another one,
 * which takes one matrix of features, target and columns have to be named.
 */
export const pretrained = defineStage({
  name: 'pretrained',
  version: 1,
  inputs: {},
  outputs: { model: 'model' },
  params: z.strictObject({
    path: z.string().min(1).describe('the ONNX file, in a data root'),
    target: z.string().optional().describe('the column that it predicts'),
    columns: z.array(z.string()).min(1).optional().describe('raw columns in the order of its features'),
    classes: z.array(label).min(2).optional().describe('labels in the order of its probabilities; left out for regression'),
  }),
  work: 'io',
});

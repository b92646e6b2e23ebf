import { z } from 'zod';
import { defineStage } from '../define-stage.js';
import { duration } from '../stage-options.js';

const label = z.union([z.string(), z.number(), z.boolean()]);

/**
 * Lets a program of another language train: it gets the training rows as Arrow files and writes an ONNX file, which
 * becomes a model as that of `pretrained` does. See docs/guides/trainers.md for the files.
 */
export const external = defineStage({
  name: 'external',
  version: 1,
  inputs: { train: 'table' },
  outputs: { model: 'model' },
  params: z.strictObject({
    program: z.string().min(1).describe('its name, found on the PATH of the worker, or its path in a data root'),
    script: z.string().min(1).optional().describe('a file in a data root that the program gets as its first argument'),
    arguments: z.array(z.string()).default([]).describe('given to the program as they are: no shell reads them'),
    settings: z.record(z.string(), z.json()).default({}).describe('for the program: job.json has them'),
    target: z.string().describe('the column that the model predicts'),
    columns: z.array(z.string()).min(1).describe('raw columns of numbers in the order of its features'),
    classes: z.array(label).min(2).optional().describe('labels in the order of its probabilities; left out for regression'),
    timeLimit: duration.default('1h').describe('after which the program is ended'),
    memoryLimitMb: z
      .int()
      .positive()
      .optional()
      .describe('resident memory of the program and what it started, after which it is ended; on Linux'),
  }),
  work: 'compute',
});

import { z } from 'zod';
import { isLeatError } from '../errors.js';
import { requireLabelMetric } from './choose-threshold.js';

const labelMetric = z.string().superRefine((name, context) => {
  try {
    requireLabelMetric(name);
  } catch (error) {
    if (!isLeatError(error)) throw error;
    context.addIssue({ code: 'custom', message: error.message, input: name });
  }
});

const cost = z.number().min(0);

/** How probabilities are calibrated and become labels; learned from predictions out of fold. */
export const decisionSchema = z.strictObject({
  calibration: z
    .enum(['sigmoid', 'isotonic'])
    .optional()
    .describe("bring probabilities to the shares that are observed: 'sigmoid' (Platt) for few rows, 'isotonic' from some thousand on"),
  threshold: z
    .union([
      z.number().gt(0).lt(1),
      z.strictObject({ metric: labelMetric.describe('whose best value is sought, such as "f1"') }),
      z.strictObject({
        costs: z
          .array(z.array(cost).min(2))
          .min(2)
          .refine((rows) => rows.every((row) => row.length === rows.length), {
            error: 'expected as many costs in every row as there are rows',
          })
          .describe('of a row by actual (outer) and predicted class, both in sorted order; of two classes [[0, falseAlarm], [miss, 0]]'),
      }),
    ])
    .optional()
    .describe('from which probability on the second of two classes is the label, a number, or how to choose it; how to choose among more'),
  folds: z.int().min(2).max(100).default(5).describe('of the predictions out of fold'),
  groupBy: z.string().optional().describe('column of which all rows of one value are in one fold'),
  sampleRows: z.int().positive().default(100_000).describe('learn it from at most so many rows, drawn at random'),
});

export type Decision = z.output<typeof decisionSchema>;

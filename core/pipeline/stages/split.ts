import { z } from 'zod';
import { defineStage } from '../define-stage.js';

const foldValue = z.union([z.string(), z.number(), z.boolean()]);

const alternatives = ['stratifyBy', 'groupBy', 'timeBy', 'foldsBy'] as const;

/** Parts a table into rows to train on and rows to test with. */
export const split = defineStage({
  name: 'split',
  version: 1,
  inputs: { table: 'table' },
  outputs: { train: 'table', test: 'table' },
  params: z
    .strictObject({
      testFraction: z.number().gt(0).lt(1).default(0.2).describe('share of the rows that is kept for the test; foldsBy does not ask it'),
      stratifyBy: z.string().optional().describe('column of which every value gets its share of both parts'),
      groupBy: z.string().optional().describe('column of which all rows of one value stay together'),
      timeBy: z.string().optional().describe('column of times or numbers: the latest rows are the test part'),
      foldsBy: z
        .strictObject({ column: z.string(), test: z.array(foldValue).min(1) })
        .optional()
        .describe('column that says where a row belongs, and its values that mean the test part'),
      dropMissing: z.array(z.string()).default([]).describe('columns: a row that lacks one of them goes to neither part'),
    })
    .refine((params) => alternatives.filter((name) => params[name] !== undefined).length <= 1, {
      error: `expected at most one of ${alternatives.join(', ')}`,
    }),
  work: 'compute',
});

import { z } from 'zod';
import { windowColumn } from '../../windows/window-column.js';
import { defineStage } from '../define-stage.js';

/**
 * Adds columns computed from earlier rows: lags and rolling aggregates. They are raw columns from then on, which
 * rows to predict bring along: a served model sees one row at a time, so these cannot be steps of a recipe.
 */
export const window = defineStage({
  name: 'window',
  version: 1,
  inputs: { table: 'table' },
  outputs: { table: 'table' },
  params: z.strictObject({
    orderBy: z.string().describe('column of times or numbers that says which rows are earlier'),
    partitionBy: z.string().optional().describe('only rows of the same value here are looked at'),
    columns: z.record(z.string(), windowColumn).describe('by name of the column to add, see lag() and rolling()'),
  }),
  work: 'compute',
});

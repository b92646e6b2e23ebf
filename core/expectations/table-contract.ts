import { z } from 'zod';
import { COLUMN_TYPES } from '../table/column.js';
import { columnExpectation, tableExpectation } from './expectations.js';

const columnContract = z.strictObject({
  type: z.enum(COLUMN_TYPES),
  expect: z.array(columnExpectation).default([]),
});

/**
 * A schema with expectations, frozen into a JSON file that people read and edit. A column that is not in
 * the contract is reported as a warning.
 */
export const tableContract = z.strictObject({
  columns: z.record(z.string(), columnContract),
  table: z.array(tableExpectation).default([]),
});
export type TableContract = z.output<typeof tableContract>;

import { z } from 'zod';
import { columnExpectation, tableExpectation } from '../../expectations/expectations.js';
import { tableContract } from '../../expectations/table-contract.js';
import { defineStage } from '../define-stage.js';

/** Checks rows against expectations. They pass unchanged, or the stage fails and says which row broke what. */
export const validate = defineStage({
  name: 'validate',
  version: 1,
  inputs: { table: 'table' },
  outputs: { table: 'table', report: 'report' },
  params: z.strictObject({
    expect: z
      .record(z.string(), z.union([columnExpectation, z.array(columnExpectation)]))
      .default({})
      .describe('expectations of columns, by name'),
    whole: z.array(tableExpectation).default([]).describe('expectations of the table as a whole'),
    schema: tableContract.optional().describe('a frozen schema, as inferContract() makes it'),
  }),
  work: 'compute',
});

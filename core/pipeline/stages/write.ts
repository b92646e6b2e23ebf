import { z } from 'zod';
import { defineStage } from '../define-stage.js';
import { destinationDescription } from '../destination-descriptions.js';

/** Writes a table to a file or into a database, part by part. */
export const write = defineStage({
  name: 'write',
  version: 1,
  inputs: { table: 'table' },
  outputs: { report: 'report' },
  params: z.strictObject({
    to: destinationDescription.describe('see toFile() and toSqlTable()'),
  }),
  work: 'io',
});

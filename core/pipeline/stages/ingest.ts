import { z } from 'zod';
import { defineStage } from '../define-stage.js';
import { declaredColumns, sourceDescription } from '../source-descriptions.js';

/** Reads rows from outside, part by part, into a table. */
export const ingest = defineStage({
  name: 'ingest',
  version: 1,
  inputs: {},
  outputs: { table: 'table' },
  params: z.strictObject({
    source: sourceDescription.describe('see file(), httpApi() and sqlQuery()'),
    columns: declaredColumns.default({}).describe('types that columns must have; the others are inferred'),
  }),
  work: 'io',
});

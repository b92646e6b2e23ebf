import { z } from 'zod';
import { modelName } from '../../model/model-reference.js';
import { dataInterval } from '../../schedule/data-interval.js';
import { defineStage } from '../define-stage.js';

/**
 * What a served model was asked and said in a time, as a table: its columns, the columns `prediction.*`, and under the name of
 * the target the label that has come for the row. Read anew in every run: labels may come late.
 */
export const loggedRows = defineStage({
  name: 'loggedRows',
  version: 1,
  inputs: { labels: 'table?' },
  outputs: { rows: 'table' },
  params: z.strictObject({
    model: modelName,
    window: dataInterval().optional().describe('all that is kept when left out'),
    labelled: z.boolean().default(false).describe('only rows whose label has come, without the columns prediction.*: rows to learn from'),
    idColumn: z.string().default('id').describe('of the input `labels`: the id of the prediction'),
    labelColumn: z.string().default('label').describe('of the input `labels`'),
  }),
  work: 'io',
});

import { z } from 'zod';
import { COLUMN_TYPES } from '../table/column.js';
import { defineColumnTransform } from './define-column-transform.js';

/** Leaves columns out: of the features, and of what the served model asks for. */
export const drop = defineColumnTransform({
  name: 'drop',
  version: 1,
  accepts: COLUMN_TYPES,
  options: z.strictObject({}),
  learned: z.null(),
  fit: () => ({ known: null }),
  outputs: () => [],
  apply: () => [],
  toGraph: () => [],
});

import { z } from 'zod';
import { cellAt } from '../table/columns.js';
import { severity } from './define-rule.js';
import { byText, rowRule } from './row-rule.js';

export const oneOfSchema = z.strictObject({
  rule: z.literal('oneOf'),
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
  severity,
});

/** Every value is one of these. */
export function oneOf(...values: (string | number | boolean)[]): z.output<typeof oneOfSchema> {
  return oneOfSchema.parse({ rule: 'oneOf', values });
}

export const oneOfRule = rowRule({
  schema: oneOfSchema,
  accepts: ['string', 'number', 'integer', 'boolean'],
  expected: ({ values }) => `one of ${values.join(', ')}`,
  isBroken(column, { values }) {
    const allowed = new Set<unknown>(values);
    return column.type === 'string' ? byText(column, (text) => !allowed.has(text)) : (row) => !allowed.has(cellAt(column, row));
  },
});

import { z } from 'zod';
import { COLUMN_TYPES, type ColumnType } from '../table/column.js';
import { rowsOf } from '../table/columns.js';
import { defineColumnRule, severity } from './define-rule.js';

export const ofTypeSchema = z.strictObject({ rule: z.literal('ofType'), type: z.enum(COLUMN_TYPES), severity });

/** The column has this type; an integer column also counts as a number column. */
export function ofType(type: ColumnType): z.output<typeof ofTypeSchema> {
  return ofTypeSchema.parse({ rule: 'ofType', type });
}

export const ofTypeRule = defineColumnRule({
  schema: ofTypeSchema,
  accepts: COLUMN_TYPES,
  state: ({ column }) => ({ type: column.type, rows: rowsOf(column) }),
  merge: (left, right) => ({ type: left.type, rows: left.rows + right.rows }),
  finish({ type, rows }, { type: expected }) {
    const ok = type === expected || (expected === 'number' && type === 'integer');
    return { ok, expected: `type ${expected}`, received: ok ? null : type, failing: ok ? 0 : rows, firstRow: ok ? null : 1 };
  },
});

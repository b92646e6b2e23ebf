import { z } from 'zod';
import { type Finding, severity } from './define-rule.js';

export const rowCountSchema = z.strictObject({
  rule: z.literal('rowCount'),
  min: z.int().min(0).default(0),
  max: z.int().min(0).optional(),
  severity,
});

/** The table has at least `min` and at most `max` rows. */
export function rowCount(bounds: { min?: number; max?: number }): z.output<typeof rowCountSchema> {
  return rowCountSchema.parse({ rule: 'rowCount', ...bounds });
}

export function checkRowCount(rows: number, { min, max }: z.output<typeof rowCountSchema>): Finding {
  const ok = rows >= min && rows <= (max ?? Infinity);
  const expected = `at least ${String(min)}${max === undefined ? '' : ` and at most ${String(max)}`} rows`;
  return { ok, expected, received: ok ? null : rows, failing: ok ? 0 : rows, firstRow: null };
}

import { z } from 'zod';
import { type Finding, severity } from './define-rule.js';

export const rowCountSchema = z.strictObject({
  rule: z.literal('rowCount'),
  minimum: z.int().min(0).default(0),
  maximum: z.int().min(0).optional(),
  severity,
});

/** The table has at least `minimum` and at most `maximum` rows. */
export function rowCount(bounds: { minimum?: number; maximum?: number }): z.output<typeof rowCountSchema> {
  return rowCountSchema.parse({ rule: 'rowCount', ...bounds });
}

export function checkRowCount(rows: number, { minimum, maximum }: z.output<typeof rowCountSchema>): Finding {
  const ok = rows >= minimum && rows <= (maximum ?? Infinity);
  const expected = `at least ${String(minimum)}${maximum === undefined ? '' : ` and at most ${String(maximum)}`} rows`;
  return { ok, expected, received: ok ? null : rows, failing: ok ? 0 : rows, firstRow: null };
}

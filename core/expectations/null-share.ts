import { z } from 'zod';
import { COLUMN_TYPES } from '../table/column.js';
import { isMissing, rowsOf } from '../table/columns.js';
import { defineColumnRule, severity } from './define-rule.js';

export const nullShareSchema = z.strictObject({
  rule: z.literal('nullShare'),
  max: z.number().min(0).max(1).describe('largest share of missing values, 0 to 1'),
  severity,
});

/** At most this share of the values is missing, 0 to 1. */
export function nullShare(max: number): z.output<typeof nullShareSchema> {
  return nullShareSchema.parse({ rule: 'nullShare', max });
}

/** No value is missing. */
export function notNull(): z.output<typeof nullShareSchema> {
  return nullShare(0);
}

interface MissingCount {
  readonly rows: number;
  readonly missing: number;
  readonly firstRow: number | null;
}

export const nullShareRule = defineColumnRule({
  schema: nullShareSchema,
  accepts: COLUMN_TYPES,
  state({ column, offset }): MissingCount {
    const rows = rowsOf(column);
    let missing = 0;
    let first: number | null = null;
    for (let row = 0; row < rows; row++) {
      if (!isMissing(column, row)) continue;
      missing++;
      first ??= offset + row + 1;
    }
    return { rows, missing, firstRow: first };
  },
  merge: (left, right) => ({
    rows: left.rows + right.rows,
    missing: left.missing + right.missing,
    firstRow: left.firstRow ?? right.firstRow,
  }),
  finish({ rows, missing, firstRow }, { max }) {
    const share = rows === 0 ? 0 : missing / rows;
    const ok = share <= max;
    const expected = max === 0 ? 'no missing value' : `a share of missing values of at most ${String(max)}`;
    return { ok, expected, received: ok || max === 0 ? null : share, failing: ok ? 0 : missing, firstRow: ok ? null : firstRow };
  },
});

import { z } from 'zod';
import { COLUMN_TYPES, type Cell } from '../table/column.js';
import { cellAt, isMissing, rowsOf } from '../table/columns.js';
import { defineColumnRule, severity } from './define-rule.js';

export const variedSchema = z.strictObject({ rule: z.literal('varied'), severity });

/** The column has at least two different values. Every column is checked for it, as a warning. */
export function varied(): z.output<typeof variedSchema> {
  return variedSchema.parse({ rule: 'varied' });
}

interface Variety {
  readonly rows: number;
  /** The first value; null while all are missing. */
  readonly value: Cell;
  readonly differs: boolean;
}

export const variedRule = defineColumnRule({
  schema: variedSchema,
  accepts: COLUMN_TYPES,
  state({ column }): Variety {
    const rows = rowsOf(column);
    let value: Cell = null;
    for (let row = 0; row < rows; row++) {
      if (isMissing(column, row)) continue;
      const cell = cellAt(column, row);
      value ??= cell;
      if (cell !== value) return { rows, value, differs: true };
    }
    return { rows, value, differs: false };
  },
  merge: (left, right) => ({
    rows: left.rows + right.rows,
    value: left.value ?? right.value,
    differs: left.differs || right.differs || (left.value !== null && right.value !== null && left.value !== right.value),
  }),
  finish({ rows, value, differs }) {
    const ok = differs || rows < 2; // one row cannot vary
    const expected = value === null && !ok ? 'a value: all are missing' : 'at least two different values';
    return { ok, expected, received: ok ? null : value, failing: ok ? 0 : rows, firstRow: ok ? null : 1 };
  },
});

import { z } from 'zod';
import { COLUMN_TYPES, type Cell, type Column } from '../table/column.js';
import { cellAt, isMissing, rowsOf, textAt } from '../table/columns.js';
import { defineColumnRule, severity } from './define-rule.js';

export const uniqueSchema = z.strictObject({ rule: z.literal('unique'), severity });

/** No value occurs twice. Holds every distinct value in memory. */
export function unique(): z.output<typeof uniqueSchema> {
  return uniqueSchema.parse({ rule: 'unique' });
}

interface SeenValues {
  /** Each distinct value and the first row that has it. */
  readonly seen: Map<string | number, number>;
  readonly failing: number;
  readonly firstRow: number | null;
  readonly received: Cell;
}

export const uniqueRule = defineColumnRule({
  schema: uniqueSchema,
  accepts: COLUMN_TYPES,
  state({ column, offset }): SeenValues {
    const seen = new Map<string | number, number>();
    let failing = 0;
    let first: number | null = null;
    for (let row = 0; row < rowsOf(column); row++) {
      if (isMissing(column, row)) continue;
      const key = keyAt(column, row);
      if (!seen.has(key)) seen.set(key, offset + row + 1);
      else {
        failing++;
        first ??= row;
      }
    }
    return { seen, failing, firstRow: first === null ? null : offset + first + 1, received: first === null ? null : cellAt(column, first) };
  },
  merge(left, right) {
    let { failing, firstRow, received } = left;
    failing += right.failing;
    if (firstRow === null) ({ firstRow, received } = right);
    for (const [value, row] of right.seen) {
      if (!left.seen.has(value)) left.seen.set(value, row);
      else {
        failing++;
        // A value of an earlier part may come again before the first repetition within this one.
        if (left.firstRow === null && (firstRow === null || row < firstRow)) [firstRow, received] = [row, value];
      }
    }
    return { seen: left.seen, failing, firstRow, received };
  },
  finish: ({ failing, firstRow, received }) => ({ ok: failing === 0, expected: 'no value twice', received, failing, firstRow }),
});

function keyAt(column: Column, row: number): string | number {
  return column.type === 'string' ? textAt(column, row) : (column.values[row] ?? NaN);
}

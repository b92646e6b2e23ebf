import type { z } from 'zod';
import type { Cell, Column, ColumnType, StringColumn } from '../table/column.js';
import { cellAt, isMissing, rowsOf } from '../table/columns.js';
import { type AnyColumnRule, defineColumnRule } from './define-rule.js';

interface RowRule<Expectation> {
  readonly schema: z.ZodType<Expectation>;
  readonly accepts: readonly ColumnType[];
  expected(expectation: Expectation): string;
  /** Asked of values only: whether a value may be missing is another expectation (`notNull`). */
  isBroken(column: Column, expectation: Expectation): (row: number) => boolean;
}

/** A rule that every value of a column must pass by itself. */
export function rowRule<Expectation>(rule: RowRule<Expectation>): AnyColumnRule {
  return defineColumnRule({
    schema: rule.schema,
    accepts: rule.accepts,
    state({ column, offset }, expectation): Breaches {
      const isBroken = rule.isBroken(column, expectation);
      const rows = rowsOf(column);
      let failing = 0;
      let first = -1;
      for (let row = 0; row < rows; row++) {
        if (isMissing(column, row) || !isBroken(row)) continue;
        if (first < 0) first = row;
        failing++;
      }
      return first < 0
        ? { failing, firstRow: null, received: null }
        : { failing, firstRow: offset + first + 1, received: cellAt(column, first) };
    },
    merge: (left, right) => ({ ...(left.failing > 0 ? left : right), failing: left.failing + right.failing }),
    finish: (breaches, expectation) => ({ ok: breaches.failing === 0, expected: rule.expected(expectation), ...breaches }),
  });
}

interface Breaches {
  readonly failing: number;
  readonly firstRow: number | null;
  readonly received: Cell;
}

/** Judges each text of the dictionary once, however many rows have it. */
export function byText(column: StringColumn, isBroken: (text: string) => boolean): (row: number) => boolean {
  const broken = column.dictionary.map(isBroken);
  return (row) => broken[column.codes[row] ?? -1] ?? false;
}

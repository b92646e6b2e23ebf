import { z } from 'zod';
import type { Cell, Column, ColumnType } from '../table/column.js';

/** Beside every expectation: `error` fails the stage, `warn` is only reported. */
export const severity = z.enum(['error', 'warn']).default('error');
export type Severity = z.output<typeof severity>;

/** What a rule found, over all parts. Rows count from 1. */
export interface Finding {
  readonly ok: boolean;
  /** As people read it: "one of Adelie, Gentoo". */
  readonly expected: string;
  /** The first offending value, or the figure that is out of bounds; null when nothing is. */
  readonly received: Cell;
  readonly failing: number;
  readonly firstRow: number | null;
}

/** A column of one part. */
export interface ColumnPart {
  readonly column: Column;
  /** Rows before this part. */
  readonly offset: number;
}

/** One kind of expectation of a column. The states of parts can be made apart, and are merged in part order. */
export interface ColumnRule<Expectation, State> {
  readonly schema: z.ZodType<Expectation>;
  readonly accepts: readonly ColumnType[];
  state(part: ColumnPart, expectation: Expectation): State;
  merge(left: State, right: State): State;
  finish(state: State, expectation: Expectation, now: Date): Finding;
}

/** A rule applied to one column, part by part. */
export interface RuleFold {
  add(part: ColumnPart): void;
  /** @returns null when there was no part. */
  finish(now: Date): Finding | null;
}

/** A rule as the list of rules holds it: the types of expectation and state stay inside. */
export interface AnyColumnRule {
  readonly accepts: readonly ColumnType[];
  fold(expectation: unknown): RuleFold;
}

export function defineColumnRule<Expectation, State>(rule: ColumnRule<Expectation, State>): AnyColumnRule {
  return {
    accepts: rule.accepts,
    fold(given) {
      const expectation = rule.schema.parse(given);
      let folded: { state: State } | null = null;
      return {
        add(part) {
          const state = rule.state(part, expectation);
          folded = { state: folded === null ? state : rule.merge(folded.state, state) };
        },
        finish: (now) => (folded === null ? null : rule.finish(folded.state, expectation, now)),
      };
    },
  };
}

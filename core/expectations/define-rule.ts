import type { z } from 'zod';
import type { Cell, Column, ColumnType } from '../table/column.js';

/** What a rule found, over all parts. Rows count from 1. */
export interface Finding {
  readonly ok: boolean;
  /** As people read it: "one of Adelie, Gentoo". */
  readonly expected: string;
  /** The offending value or figure; null when there is none. */
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

/**
 * One kind of expectation of a column: a fold over its parts. States of parts can be made apart and
 * merged in part order.
 */
export interface ColumnRule<Options, State> {
  readonly name: string;
  readonly options: z.ZodType<Options>;
  readonly accepts: readonly ColumnType[];
  add(part: ColumnPart, options: Options): State;
  merge(left: State, right: State): State;
  finish(state: State, options: Options, now: Date): Finding;
}

/** A rule with its options filled in: what the check works with, whatever the rule's own types are. */
export interface BoundRule {
  readonly accepts: readonly ColumnType[];
  fold(): RuleFold;
}

export interface RuleFold {
  add(part: ColumnPart): void;
  /** @returns null when there was no part. */
  finish(now: Date): Finding | null;
}

/** A rule as the list of rules holds it: the types of options and state stay inside. */
export interface AnyRule {
  readonly name: string;
  bind(options: unknown): BoundRule;
}

export function defineColumnRule<Options, State>(rule: ColumnRule<Options, State>): AnyRule {
  return {
    name: rule.name,
    bind(given) {
      const options = rule.options.parse(given);
      return { accepts: rule.accepts, fold: () => foldOf(rule, options) };
    },
  };
}

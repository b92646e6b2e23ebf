import { z } from 'zod';
import { betweenRule, betweenSchema } from './between.js';
import type { AnyColumnRule } from './define-rule.js';
import { freshRule, freshSchema } from './fresh.js';
import { matchesRule, matchesSchema } from './matches.js';
import { nullShareRule, nullShareSchema } from './null-share.js';
import { ofTypeRule, ofTypeSchema } from './of-type.js';
import { oneOfRule, oneOfSchema } from './one-of.js';
import { rowCountSchema } from './row-count.js';
import { uniqueRule, uniqueSchema } from './unique.js';
import { variedRule, variedSchema } from './varied.js';

/** What a column must hold to, as plain data. */
export const columnExpectation = z.discriminatedUnion('rule', [
  oneOfSchema,
  betweenSchema,
  matchesSchema,
  nullShareSchema,
  uniqueSchema,
  ofTypeSchema,
  freshSchema,
  variedSchema,
]);
export type ColumnExpectation = z.output<typeof columnExpectation>;

export const columnRules: Readonly<Record<ColumnExpectation['rule'], AnyColumnRule>> = {
  oneOf: oneOfRule,
  between: betweenRule,
  matches: matchesRule,
  nullShare: nullShareRule,
  unique: uniqueRule,
  ofType: ofTypeRule,
  fresh: freshRule,
  varied: variedRule,
};

/** What a table must hold to as a whole. */
export const tableExpectation = rowCountSchema;
export type TableExpectation = z.output<typeof tableExpectation>;

/** The same expectation, only reported when it is broken. */
export function warn<E extends ColumnExpectation | TableExpectation>(expectation: E): E {
  return { ...expectation, severity: 'warn' };
}

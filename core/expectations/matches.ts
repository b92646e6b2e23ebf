import { z } from 'zod';
import { severity } from './define-rule.js';
import { byText, rowRule } from './row-rule.js';

const pattern = z.string().refine(isPattern, 'expected a regular expression');

export const matchesSchema = z.strictObject({ rule: z.literal('matches'), pattern, severity });

/** Every text matches the regular expression somewhere; anchor it with ^ and $ to match the whole. */
export function matches(pattern: RegExp | string): z.output<typeof matchesSchema> {
  return matchesSchema.parse({ rule: 'matches', pattern: typeof pattern === 'string' ? pattern : pattern.source });
}

export const matchesRule = rowRule({
  schema: matchesSchema,
  accepts: ['string'],
  expected: ({ pattern }) => `a text that matches /${pattern}/`,
  isBroken(column, { pattern }) {
    const expression = new RegExp(pattern, 'u');
    return column.type === 'string' ? byText(column, (text) => !expression.test(text)) : () => true;
  },
});

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

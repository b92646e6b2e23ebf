import { z } from 'zod';
import { defineColumnRule, severity } from './define-rule.js';

const MS_PER_HOUR = 3_600_000;

export const freshSchema = z.strictObject({ rule: z.literal('fresh'), withinHours: z.number().positive(), severity });

/** The latest timestamp of the column is at most this old when the check runs. */
export function fresh({ withinHours }: { withinHours: number }): z.output<typeof freshSchema> {
  return freshSchema.parse({ rule: 'fresh', withinHours });
}

export const freshRule = defineColumnRule({
  schema: freshSchema,
  accepts: ['timestamp'],
  state({ column }): number {
    let latest = -Infinity;
    if (column.type !== 'string') for (const value of column.values) if (value > latest) latest = value;
    return latest;
  },
  merge: Math.max,
  finish(latest, { withinHours }, now) {
    const ok = now.getTime() - latest <= withinHours * MS_PER_HOUR;
    const received = ok || latest === -Infinity ? null : new Date(latest).toISOString();
    return {
      ok,
      expected: `a timestamp within ${String(withinHours)} hours of ${now.toISOString()}`,
      received,
      failing: ok ? 0 : 1,
      firstRow: null,
    };
  },
});

import { z } from 'zod';
import { parseTimestamp } from '../table/parse-timestamp.js';
import { severity } from './define-rule.js';
import { rowRule } from './row-rule.js';

const bound = z.union([z.number(), z.iso.date(), z.iso.datetime({ offset: true })]);

export const betweenSchema = z.strictObject({ rule: z.literal('between'), min: bound, max: bound, severity });

/** Every number, or timestamp (ISO 8601), lies in the range; both ends belong to it. */
export function between(min: number | string, max: number | string): z.output<typeof betweenSchema> {
  return betweenSchema.parse({ rule: 'between', min, max });
}

export const betweenRule = rowRule({
  schema: betweenSchema,
  accepts: ['number', 'integer', 'timestamp'],
  expected: ({ min, max }) => `between ${String(min)} and ${String(max)}`,
  isBroken(column, { min, max }) {
    const [low, high] = [numberOf(min), numberOf(max)];
    if (column.type === 'string') return () => true;
    const { values } = column;
    return (row) => !((values[row] ?? NaN) >= low && (values[row] ?? NaN) <= high);
  },
});

function numberOf(bound: number | string): number {
  return typeof bound === 'number' ? bound : parseTimestamp(bound);
}

import { z } from 'zod';
import { parseTimestamp } from '../table/parse-timestamp.js';
import { severity } from './define-rule.js';
import { rowRule } from './row-rule.js';

const bound = z.union([z.number(), z.iso.date(), z.iso.datetime({ offset: true })]);

export const betweenSchema = z.strictObject({ rule: z.literal('between'), minimum: bound, maximum: bound, severity });

/** Every number, or timestamp (ISO 8601), lies in the range; both ends belong to it. */
export function between(minimum: number | string, maximum: number | string): z.output<typeof betweenSchema> {
  return betweenSchema.parse({ rule: 'between', minimum, maximum });
}

export const betweenRule = rowRule({
  schema: betweenSchema,
  accepts: ['number', 'integer', 'timestamp'],
  expected: ({ minimum, maximum }) => `between ${String(minimum)} and ${String(maximum)}`,
  isBroken(column, { minimum, maximum }) {
    const [low, high] = [numberOf(minimum), numberOf(maximum)];
    if (column.type === 'string') return () => true;
    const { values } = column;
    return (row) => !((values[row] ?? NaN) >= low && (values[row] ?? NaN) <= high);
  },
});

function numberOf(bound: number | string): number {
  return typeof bound === 'number' ? bound : parseTimestamp(bound);
}

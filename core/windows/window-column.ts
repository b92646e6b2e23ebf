import { z } from 'zod';

const AGGREGATES = ['mean', 'sum', 'min', 'max', 'std', 'count'] as const;

/** A column computed from earlier rows, as data. */
export const windowColumn = z
  .discriminatedUnion('as', [
    z.strictObject({
      as: z.literal('lag'),
      of: z.string().describe('a column of numbers'),
      rows: z.int().positive().default(1).describe('how many rows before'),
    }),
    z.strictObject({
      as: z.enum(AGGREGATES),
      of: z.string().describe('a column of numbers'),
      rows: z.int().positive().describe('over at most so many rows before, not the row itself'),
    }),
  ])
  .describe('a value of an earlier row, or one computed from some of them; see lag() and rolling()');

export type WindowColumn = z.input<typeof windowColumn>;

/** The value so many rows before; missing where there is no such row. */
export function lag(of: string, rows = 1): WindowColumn {
  return { as: 'lag', of, rows };
}

/**
 * Over the rows before, at most so many. The row itself is left out: it would give its own value away. Missing values
 * are left out too; without any, all but the count is missing. `std` is that of a sample (n − 1).
 */
export function rolling(of: string, { rows, as }: { rows: number; as: (typeof AGGREGATES)[number] }): WindowColumn {
  return { as, of, rows };
}

import { z } from 'zod';

/** Which trials of a study have to have ended before another can be suggested. */
export const trialOrder = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('lag'),
    lag: z.int().positive().describe('each waits for all but the so many before it'),
    free: z.int().nonnegative().describe('the first so many wait for none'),
  }),
  z.strictObject({
    by: z.literal('rungs'),
    rungs: z
      .array(z.strictObject({ from: z.int().nonnegative(), reads: z.int().nonnegative() }))
      .min(1)
      .describe('from each number on, trials wait for so many of the first ones'),
  }),
]);

export type TrialOrder = z.output<typeof trialOrder>;

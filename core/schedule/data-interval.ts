import { z } from 'zod';

/** What a run is for: from `start` to just before `end`, as ISO 8601 times in UTC. */
export interface DataInterval {
  readonly start: string;
  readonly end: string;
}

/**
 * The schema of a pipeline's parameter `window`: a scheduled run gets its data interval by it.
 * Give it a default where the pipeline is also run by hand.
 */
export function dataInterval(): z.ZodObject<{ start: z.ZodISODateTime; end: z.ZodISODateTime }, z.core.$strict> {
  return z.strictObject({
    start: z.iso.datetime().describe('first moment of the data interval'),
    end: z.iso.datetime().describe('first moment after it'),
  });
}

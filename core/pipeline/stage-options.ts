import { z } from 'zod';
import type { Duration } from './duration.js';
import { isHandle, type Handle } from './handle.js';
import { onFailure } from './plan.js';

/** A whole number with its unit, as people write it. */
export const duration = z.custom<Duration>((value) => typeof value === 'string' && /^\d+(ms|s|m|h|d)$/.test(value), {
  error: 'expected a duration such as "30s" or "10m"',
});

/** What an author may say of one stage beside its inputs and parameters. */
export const stageOptions = z.strictObject({
  as: z
    .string()
    .regex(/^[A-Za-z][\w-]{0,99}$/)
    .optional()
    .describe('the name in this plan; the name of the stage itself when left out'),
  retry: z
    .strictObject({
      attempts: z.int().positive().optional().describe('tries in all'),
      initial: duration.optional().describe('wait before the second try'),
      factor: z.number().min(1).optional().describe('by which the wait grows'),
      maximum: duration.optional().describe('longest wait'),
      codes: z.array(z.string()).optional().describe('only failures with these error codes are tried again'),
    })
    .optional(),
  timeout: duration.optional().describe('of one try'),
  totalTimeout: duration.optional().describe('of all tries together'),
  onFailure: onFailure
    .optional()
    .describe('when the tries are spent: "fail" the run, "skip" the stage with its dependents, or "hold" the run for a decision'),
  queue: z.string().min(1).optional().describe('task queue of workers that can run it, for example with more memory'),
  priority: z.int().min(1).max(5).optional().describe('1 goes first where stages wait for a worker; 3 when left out'),
  after: z
    .array(z.custom<Handle>(isHandle, { error: 'expected outputs of stages' }))
    .optional()
    .describe('stages that must have finished before it'),
  cache: z.boolean().optional().describe('false: never adopt an earlier result'),
});

export type StageOptions = z.input<typeof stageOptions>;

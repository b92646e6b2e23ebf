import { z } from 'zod';
import type { Duration } from './duration.js';

const duration = z.custom<Duration>((value) => typeof value === 'string' && /^\d+(ms|s|m|h|d)$/.test(value), {
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
    })
    .optional(),
  timeout: duration.optional().describe('of one try'),
  cache: z.boolean().optional().describe('false: never adopt an earlier result'),
});

export type StageOptions = z.input<typeof stageOptions>;

import { z } from 'zod';
import { planSchema } from '../core/pipeline/plan.js';

/**
 * All that a run's stages need to know, as one stored document: workers read it by digest, so that
 * neither plans nor code travel through workflow history.
 */
export const plannedRunSchema = z.strictObject({
  plan: planSchema,
  seed: z.int(),
  /** The pipeline's bundled code, itself an artifact; null when it was sent as JSON. */
  code: z.string().nullable(),
  /** Digest of the module graph of every module that declares a stage, by its relative path. */
  moduleDigests: z.record(z.string(), z.string()),
});

export type PlannedRun = z.output<typeof plannedRunSchema>;

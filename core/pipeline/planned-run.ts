import { z } from 'zod';
import { planSchema } from './plan.js';

/**
 * All that a run's stages need to know, as one stored document: workers read it by digest, so that
 * neither plans nor code travel through workflow history.
 */
export const plannedRunSchema = z.strictObject({
  plan: planSchema,
  seed: z.int(),
  /** The pipeline's bundled code, itself an artifact; null when it was sent as JSON. */
  code: z.string().nullable(),
  /** The JSON that declares the pipeline, itself an artifact; null when a module does. */
  specification: z.string().nullable().default(null),
  /** Of a pipeline that was sent as JSON: the bundle that has a module's stages, itself an artifact, by the module. */
  stageCode: z.record(z.string(), z.string()).default({}),
  /** Digest of the module graph of every module that may declare a stage, by its relative path. */
  moduleDigests: z.record(z.string(), z.string()),
  /** What each of these digests is made of: files by path with their digests, packages by name with their versions. */
  moduleParts: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** What it was planned under, for comparisons; part of no cache key. */
  environment: z
    .strictObject({ node: z.string(), leat: z.string(), onnxruntime: z.string(), platform: z.string() })
    .nullable()
    .default(null),
  /** The git commit of the project; dirty when files differ from it. Null outside a git tree. */
  commit: z.strictObject({ id: z.string(), dirty: z.boolean() }).nullable().default(null),
  /** What was asked for beside parameters and seed: why stages ran that might have been adopted. */
  origin: z
    .strictObject({
      cache: z.boolean(),
      from: z.string().nullable(),
      codeOf: z.string().nullable(),
      reproduceOf: z.string().nullable(),
    })
    .nullable()
    .default(null),
  /** Stages whose result was known, but cleaned away. */
  cleaned: z.array(z.string()).default([]),
});

export type PlannedRun = z.output<typeof plannedRunSchema>;

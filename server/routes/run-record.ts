import { z } from 'zod';
import { runStates, stageStates } from '../../core/pipeline/states.js';

const references = z.record(z.string(), z.object({ kind: z.string(), digest: z.string() }));
const recordedError = z.object({ code: z.string(), message: z.string(), stage: z.string().optional() }).nullable();

/** A run as the API shows it. */
export const runRecord = z.object({
  id: z.string(),
  workflowId: z.string(),
  pipeline: z.string(),
  params: z.record(z.string(), z.unknown()),
  seed: z.number(),
  plan: z.string(),
  resumedFrom: z.string().nullable(),
  state: z.enum(runStates),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  outputs: references,
  error: recordedError,
});

/** A stage of a run as the API shows it. */
export const stageRecord = z.object({
  runId: z.string(),
  name: z.string(),
  stage: z.string(),
  cacheKey: z.string(),
  state: z.enum(stageStates),
  adoptedFrom: z.string().nullable(),
  attempts: z.int(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  outputs: references,
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
  error: recordedError,
});

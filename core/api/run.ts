import { z } from 'zod';
import { runStates, stageStates } from '../pipeline/states.js';
import { runEventTypes } from '../pipeline/run-events.js';

export const references = z.record(z.string(), z.object({ kind: z.string(), digest: z.string() }));
export const recordedError = z.object({ code: z.string(), message: z.string(), stage: z.string().optional(), attempt: z.int().optional() });

/** A run as the API shows it. */
export const runRecord = z.object({
  id: z.string(),
  workflowId: z.string(),
  pipeline: z.string(),
  params: z.record(z.string(), z.unknown()),
  seed: z.number(),
  plan: z.string().nullable().describe('digest of its plan; null until it is planned'),
  resumedFrom: z.string().nullable(),
  state: z.enum(runStates),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  outputs: references,
  error: recordedError.nullable(),
  schedule: z.string().nullable().describe('that started it'),
  window: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }).nullable().describe('the data interval that it is for'),
  parentRun: z.string().nullable().describe('the run of which it is a stage'),
  requestId: z.string().nullable().describe('of the request that started it'),
  tags: z.record(z.string(), z.string()),
  note: z.string().nullable(),
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
  error: recordedError.nullable(),
});

export const runDetails = runRecord.extend({ stages: z.array(stageRecord) });

const attemptRecord = z.object({
  runId: z.string(),
  stage: z.string(),
  attempt: z.int(),
  worker: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  error: recordedError.nullable(),
  plan: z.string().nullable(),
});

export const stageDetails = stageRecord.extend({ tries: z.array(attemptRecord) });

/** What tells a run that was just started. */
export const startedRun = z.object({ id: z.string(), workflowId: z.string(), pipeline: z.string() });

export const startRequest = z.strictObject({
  params: z.record(z.string(), z.json()).default({}).describe('parameters of the pipeline'),
  seed: z.int().nonnegative().optional().describe('1 when left out: equal seeds, parameters and data give equal bytes'),
  cache: z.boolean().optional().describe('false: adopt nothing that was computed before'),
  tags: z.record(z.string(), z.string()).optional().describe('by which people find the run again'),
});

export const resumeRequest = z.strictObject({
  params: z.record(z.string(), z.json()).default({}).describe('in place of those of the earlier run'),
  seed: z.int().nonnegative().optional(),
  from: z.string().optional().describe('run this stage again, and what depends on it'),
});

export const stageOrder = z.strictObject({ stage: z.string().describe('name of the stage in the plan') });

export const approvalOrder = stageOrder.extend({
  note: z.string().max(2_000).optional().describe('why, for people'),
});

/** One line of data of the stream of events. */
export const runEvent = z.object({
  sequence: z.int().positive(),
  at: z.iso.datetime(),
  type: z.enum(runEventTypes),
  stage: z.string().optional(),
  attempt: z.int().optional(),
  error: recordedError.optional(),
});

/** A run as a list shows it. */
export type Run = z.output<typeof runRecord>;
/** A run with its stages. */
export type RunDetails = z.output<typeof runDetails>;
export type StartedRun = z.output<typeof startedRun>;
export type StartRequest = z.input<typeof startRequest>;
/** Something that happened to a run, numbered in order. */
export type RunEvent = z.output<typeof runEvent>;

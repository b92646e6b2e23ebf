import { z } from 'zod';
import { recordedError } from './run.js';

export const eventStates = ['received', 'started', 'unmatched', 'failed'] as const;

/** A CloudEvent that was received, and what came of it. */
export const eventRecord = z.object({
  key: z.string().describe('follows from its source and id'),
  event: z.record(z.string(), z.unknown()),
  receivedAt: z.iso.datetime(),
  state: z.enum(eventStates).describe('failed: a condition or parameter could not be had from it; it is kept for a replay'),
  runs: z.array(z.object({ pipeline: z.string(), runId: z.string() })),
  error: recordedError.nullable(),
});

export const receivedEvents = z.object({
  events: z.array(eventRecord.omit({ event: true, receivedAt: true }).extend({ id: z.string(), source: z.string() })),
});

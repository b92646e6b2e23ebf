import { z } from 'zod';
import { calendarSchema } from '../schedule/calendar.js';
import { overlapPolicies, scheduleSchema } from '../schedule/schedule.js';

/** A schedule as the API shows it: what was declared, and where it stands. */
export const scheduleRecord = z.object({
  name: z.string(),
  pipeline: z.string(),
  params: z.record(z.string(), z.unknown()),
  cron: z.string().optional(),
  every: z.string().optional(),
  offset: z.string().optional(),
  calendar: z.array(calendarSchema).optional(),
  timeZone: z.string(),
  jitter: z.string().optional(),
  overlap: z.enum(overlapPolicies),
  catchUp: z.string(),
  pauseOnFailure: z.boolean(),
  deadline: z.string().optional(),
  declared: z.boolean().describe("whether it stands in the project's code"),
  paused: z.boolean(),
  note: z.string().describe('of whoever paused or resumed it last, or its own'),
});

export const scheduleDetails = scheduleRecord.extend({
  next: z.array(z.iso.datetime()).describe('the next times, before jitter'),
  recent: z.array(z.object({ id: z.string(), workflowId: z.string(), scheduledAt: z.iso.datetime() })).describe('runs, newest first'),
  skipped: z.object({ overlap: z.int(), catchUp: z.int() }).describe('runs left out'),
  changedByHand: z.array(z.string()).describe('parts that were changed in Temporal itself'),
});

/** The body of a new schedule. */
export const scheduleRequest = scheduleSchema;

/** Some fields of a schedule; null takes one away. */
export const scheduleChange = z.record(z.string(), z.json());

export const noteRequest = z.strictObject({ note: z.string().max(2_000).default('').describe('why, for people') });

export const backfillRequest = z.strictObject({
  from: z.iso.datetime({ offset: true }).describe('begin of the range'),
  to: z.iso.datetime({ offset: true }).describe('its end'),
  limit: z.int().positive().max(100).optional().describe('runs at once, at most; 4 when left out'),
  failedOnly: z.boolean().optional().describe('only intervals whose latest run failed or was cancelled'),
});

/** A schedule as it is kept. */
export type Schedule = z.output<typeof scheduleDetails>;
/** A schedule as it is made or changed. */
export type ScheduleRequest = z.input<typeof scheduleRequest>;

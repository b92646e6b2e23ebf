import { z } from 'zod';
import { LeatError } from '../errors.js';
import type { Duration } from '../pipeline/duration.js';
import { suggestName } from '../nearest-name.js';
import { calendarFromCron, calendarSchema, parseCalendar } from './calendar.js';
import { isTimeZone } from './time-zone.js';

const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'expected a duration such as "30s", "15m" or "1d"')
  .transform((text) => text as Duration); // the pattern admits nothing else

/** When a run that is due meets one that is not over. */
export const overlapPolicies = ['skip', 'buffer-one', 'buffer-all', 'cancel-other', 'terminate-other', 'allow-all'] as const;

/** Everything that can be said of a schedule. */
export const scheduleSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][\w-]{0,99}$/, 'expected a name of at most 100 letters, digits, - and _, that begins with a small letter')
    .describe('name of the schedule'),
  pipeline: z.string().min(1).describe('name of the pipeline that it runs'),
  params: z.record(z.string(), z.unknown()).default({}).describe('parameters of every run'),
  cron: z.string().optional().describe('times as five fields of cron, or @hourly, @daily, @weekly, @monthly, @yearly'),
  every: duration.optional().describe('a run in every interval of this length, counted from 1970-01-01T00:00Z'),
  offset: duration.optional().describe('with `every`: how much later each interval ends'),
  calendar: z
    .union([calendarSchema, z.array(calendarSchema).min(1)])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .optional()
    .describe('times by the clock; of a list, any'),
  timeZone: z.string().default('UTC').describe('of cron and calendar, such as "Europe/Berlin"'),
  jitter: duration.optional().describe('starts each run at random up to this much later; its data interval stays'),
  overlap: z.enum(overlapPolicies).default('skip').describe('what to do when the run before is not over'),
  catchUp: duration.default('1d').describe('after downtime, runs that were missed by no more than this are made up for'),
  pauseOnFailure: z.boolean().default(false).describe('pauses itself when a run fails'),
  deadline: duration.optional().describe('a run that is not over this long after its time is late, one not begun is missed: an alert'),
  paused: z.boolean().default(false).describe('begins paused'),
  note: z.string().default('').describe('for people'),
});

export type ScheduleSpecification = z.input<typeof scheduleSchema>;
export type Schedule = z.output<typeof scheduleSchema>;

/** When: all that a schedule's times follow from. */
export type ScheduleTimes = Pick<Schedule, 'cron' | 'every' | 'offset' | 'calendar' | 'timeZone'>;

/**
 * Checks what was written, by a person or in a project's code.
 *
 * @throws LeatError `SCHEDULE_INVALID` naming schedule and field, what was expected and received.
 */
export function parseSchedule(given: unknown): Schedule {
  const result = scheduleSchema.safeParse(given, { reportInput: true });
  if (!result.success) throw refusedBy(result.error, nameOf(given));
  const schedule = result.data;
  const ways = [schedule.cron, schedule.every, schedule.calendar].filter((way) => way !== undefined).length;
  if (ways !== 1) throw refused(schedule.name, `expected one of cron, every and calendar, got ${ways === 0 ? 'none' : 'several'}`);
  if (schedule.offset !== undefined && schedule.every === undefined) throw refused(schedule.name, 'offset: expected only beside every');
  if (schedule.every !== undefined && !/^[1-9]\d*(s|m|h|d)$/.test(schedule.every)) {
    throw refused(schedule.name, `every: expected whole seconds or more, got "${schedule.every}"`);
  }
  if (!isTimeZone(schedule.timeZone)) {
    const near = suggestName(schedule.timeZone, Intl.supportedValuesOf('timeZone')).replace(/^known: .*/, 'such as "Europe/Berlin"');
    throw refused(schedule.name, `timeZone: expected the name of a time zone, got "${schedule.timeZone}"; ${near}`);
  }
  try {
    calendarsOf(schedule).forEach(parseCalendar);
  } catch (error) {
    throw error instanceof LeatError ? refused(schedule.name, error.message) : error;
  }
  return schedule;
}

/** A schedule's calendars: that of its cron, or its own; none for one that only counts intervals. */
export function calendarsOf({ cron, calendar = [] }: ScheduleTimes): readonly z.output<typeof calendarSchema>[] {
  return cron === undefined ? calendar : [calendarSchema.parse(calendarFromCron(cron))];
}

function refusedBy(error: z.ZodError, name: string): LeatError {
  const issue = error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    return refused(name, `unknown field "${key}"; ${suggestName(key, Object.keys(scheduleSchema.shape))}`);
  }
  const received = issue?.input === undefined ? 'nothing' : (JSON.stringify(issue.input) as string | undefined)?.slice(0, 100); // not of a function
  return refused(
    name,
    `${issue?.path.map(String).join('.') ?? 'declaration'}: ${issue?.message ?? 'refused'}; got ${received ?? 'no JSON'}`,
  );
}

function nameOf(given: unknown): string {
  return typeof given === 'object' && given !== null && 'name' in given ? String(given.name) : '';
}

function refused(name: string, reason: string): LeatError {
  return new LeatError('SCHEDULE_INVALID', `schedule "${name}": ${reason}`, { details: { schedule: name } });
}

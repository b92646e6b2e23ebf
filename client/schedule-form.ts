import type { CalendarSpecDescription, ScheduleDescription, ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import { cronText, parseCalendar, type Calendar } from '../core/schedule/calendar.js';
import { milliseconds } from '../core/pipeline/duration.js';
import { calendarsOf, type Schedule } from '../core/schedule/schedule.js';
import { scheduleIdOf } from '../core/schedule/scheduled-run.js';
import type { RunPipelineRequest } from '../workflows/run-pipeline.js';

/** In a schedule's memo, so that the schedules of one project are told from all others of a namespace. */
export const MEMO_KEY = 'leatTaskQueue';

/** What Temporal is told to make of a schedule. */
export function scheduleOptions({ declared, ...schedule }: StoredSchedule, taskQueue: string): ScheduleOptions {
  const { name, pipeline, params, ...rest } = schedule;
  const { every, offset, timeZone, jitter, overlap, catchUp, pauseOnFailure, paused, note } = schedule;
  const request: RunPipelineRequest = { pipeline, params, schedule: { name, ...rest, declared } };
  return {
    scheduleId: scheduleIdOf(name),
    spec: {
      cronExpressions: calendarsOf(schedule).map(cronText),
      intervals: every === undefined ? [] : [{ every: milliseconds(every), offset: offset === undefined ? 0 : milliseconds(offset) }],
      timezone: timeZone,
      ...(jitter === undefined ? {} : { jitter: milliseconds(jitter) }),
    },
    action: { type: 'startWorkflow', workflowType: 'runPipeline', workflowId: scheduleIdOf(name), taskQueue, args: [request] },
    policies: { overlap: policyOf(overlap), catchupWindow: milliseconds(catchUp), pauseOnFailure },
    state: { paused, note },
    memo: { [MEMO_KEY]: taskQueue },
  };
}

/** A schedule, and whether it stands in the project's code. */
export interface StoredSchedule extends Schedule {
  readonly declared: boolean;
}

/** The schedule that one of Temporal was made from; null for one that Leat did not make. */
export function storedSchedule({ action, memo }: ScheduleDescription, taskQueue: string): StoredSchedule | null {
  const [request] = (action.args ?? []) as readonly (RunPipelineRequest | undefined)[]; // by the memo, it is ours
  if (memo?.[MEMO_KEY] !== taskQueue || request?.schedule === undefined) return null;
  const { pipeline, params = {}, schedule } = request;
  return { ...schedule, pipeline, params };
}

/** The parts in which Temporal's schedule is not what Leat made of its declaration: somebody has changed it there. */
export function changedByHand(
  stored: StoredSchedule,
  { spec, policies, action }: ScheduleDescription,
  taskQueue: string,
): readonly string[] {
  const made = {
    times: [
      ...calendarsOf(stored)
        .map((calendar) => calendarKey(parseCalendar(calendar)))
        .sort(),
      intervalKey(stored),
    ],
    timeZone: stored.timeZone,
    jitter: stored.jitter === undefined ? 0 : milliseconds(stored.jitter),
    overlap: policyOf(stored.overlap),
    catchUp: milliseconds(stored.catchUp),
    pauseOnFailure: stored.pauseOnFailure,
    action: ['runPipeline', taskQueue, scheduleIdOf(stored.name)],
  };
  const [interval, ...moreIntervals] = spec.intervals ?? [];
  const found: typeof made = {
    times: [
      ...(spec.calendars ?? []).map((calendar) => calendarKey(calendarOf(calendar))).sort(),
      [interval, ...moreIntervals].map((each) => (each === undefined ? '' : `${String(each.every)}/${String(each.offset)}`)).join(),
    ],
    timeZone: spec.timezone ?? 'UTC',
    jitter: spec.jitter ?? 0,
    overlap: policies.overlap,
    catchUp: policies.catchupWindow,
    pauseOnFailure: policies.pauseOnFailure,
    action: [action.workflowType, action.taskQueue, action.workflowId],
  };
  const parts = Object.keys(made) as (keyof typeof made)[]; // keys of the object above
  const limited = spec.startAt !== undefined || spec.endAt !== undefined || (spec.skip ?? []).length > 0 ? ['limits'] : [];
  return [...parts.filter((part) => JSON.stringify(made[part]) !== JSON.stringify(found[part])), ...limited];
}

/** "buffer-one" is Temporal's BUFFER_ONE. */
function policyOf(overlap: Schedule['overlap']): ScheduleOverlapPolicy {
  return overlap.toUpperCase().replace('-', '_') as ScheduleOverlapPolicy; // the same names by another spelling
}

function intervalKey({ every, offset }: Schedule): string {
  return every === undefined ? '' : `${String(milliseconds(every))}/${String(offset === undefined ? 0 : milliseconds(offset))}`;
}

function calendarKey(calendar: Calendar): string {
  return Object.values(calendar)
    .map((numbers) => [...numbers].sort((one, other) => one - other).join())
    .join(' ');
}

const MONTHS = ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'];
const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

type Ranges = readonly { readonly start: string | number; readonly end: string | number; readonly step: number }[];

function calendarOf({ second, minute, hour, dayOfMonth, month, dayOfWeek, year }: CalendarSpecDescription): Calendar {
  return {
    second: numbersOf(second),
    minute: numbersOf(minute),
    hour: numbersOf(hour),
    dayOfMonth: numbersOf(dayOfMonth),
    month: numbersOf(month, (name) => MONTHS.indexOf(name) + 1),
    dayOfWeek: numbersOf(dayOfWeek, (name) => WEEKDAYS.indexOf(name)),
    year: year.length === 0 ? parseCalendar({}).year : numbersOf(year), // for every year it has none
  };
}

function numbersOf(ranges: Ranges, numberOf: (name: string) => number = Number): Set<number> {
  const read = (bound: string | number): number => (typeof bound === 'number' ? bound : numberOf(bound));
  return new Set(
    ranges.flatMap(({ start, end, step }) => {
      const first = read(start);
      const by = Math.max(step, 1);
      return Array.from({ length: Math.max(0, Math.floor((read(end) - first) / by)) + 1 }, (_, index) => first + index * by);
    }),
  );
}

import { milliseconds } from '../pipeline/duration.js';
import { parseCalendar } from './calendar.js';
import type { DataInterval } from './data-interval.js';
import { nextCalendarTime } from './next-calendar-time.js';
import { calendarsOf, type ScheduleTimes } from './schedule.js';

const DAY_MS = 86_400_000;
/** How far back a time is looked for: no calendar is emptier than a 29th of February on a Monday. */
const LONGEST_GAP_MS = 41 * 366 * DAY_MS;

/** The first time of a schedule after an instant, in milliseconds since 1970; null when there is none. */
export function nextTime(times: ScheduleTimes, after: number): number | null {
  if (times.every !== undefined) return intervalEndUpTo(times.every, times.offset, after) + milliseconds(times.every);
  const candidates = calendarsOf(times).map((calendar) => nextCalendarTime(parseCalendar(calendar), times.timeZone, toSeconds(after)));
  return candidates.reduce<number | null>((least, time) => (least === null || (time !== null && time < least) ? time : least), null);
}

/** The latest time of a schedule that is not after an instant; null when there is none. */
export function latestTime(times: ScheduleTimes, upTo: number): number | null {
  if (times.every !== undefined) return intervalEndUpTo(times.every, times.offset, upTo);
  // Looks back further and further, so that dense calendars are not walked through for long.
  for (let back = 60_000; back < LONGEST_GAP_MS; back *= 4) {
    let latest: number | null = null;
    for (let time = nextTime(times, upTo - back); time !== null && time <= upTo; time = nextTime(times, time)) latest = time;
    if (latest !== null) return latest;
  }
  return null;
}

/**
 * The data interval of a run: it ends at the run's own time and begins at the scheduled time before. A run at
 * another moment, as by `leat schedules trigger`, is for the latest interval that has ended.
 *
 * @param at - Milliseconds since 1970.
 * @returns null before the second time of a schedule that has a first one.
 */
export function windowAt(times: ScheduleTimes, at: number): DataInterval | null {
  const end = latestTime(times, at);
  const start = end === null ? null : latestTime(times, end - 1);
  return start === null || end === null ? null : intervalOf(start, end);
}

/**
 * The data intervals that end within a range: after `from`, and at `to` at the latest. Interval by interval,
 * from the earliest, so that long ranges can be taken in parts.
 */
export function* intervalsBetween(times: ScheduleTimes, { from, to }: { from: number; to: number }): Generator<DataInterval> {
  let start = latestTime(times, from);
  for (let end = nextTime(times, from); end !== null && end <= to; end = nextTime(times, end)) {
    // What has begun before the range is not part of it.
    if (start !== null && start >= from) yield intervalOf(start, end);
    start = end;
  }
}

function intervalOf(start: number, end: number): DataInterval {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}

function intervalEndUpTo(every: NonNullable<ScheduleTimes['every']>, offset: ScheduleTimes['offset'], upTo: number): number {
  const length = milliseconds(every);
  const phase = offset === undefined ? 0 : milliseconds(offset) % length;
  return Math.floor((upTo - phase) / length) * length + phase;
}

/** Times are whole seconds; the one in which an instant lies has begun. */
function toSeconds(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

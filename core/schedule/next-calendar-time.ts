import type { Calendar } from './calendar.js';
import { civilAt, instantOf, offsetAt, type CivilTime } from './time-zone.js';

const HOUR_MS = 3_600_000;
const LAST_YEAR = 2100;
/** Longer than any change of the clocks and the hours beside it that it disturbs. */
const DISTURBED_MS = 4 * HOUR_MS;

/**
 * The first time of a calendar after an instant, as Temporal's server has it; null when there is none up to 2100.
 *
 * In the night in which clocks go back the server leaves times out or takes them twice, depending on the
 * zone and on the time before; the walk begins ahead of that night so as to come by the same way.
 */
export function nextCalendarTime(calendar: Calendar, zone: string, after: number): number | null {
  const isDisturbed = offsetAt(zone, after) !== offsetAt(zone, after - DISTURBED_MS);
  let time: number | null = isDisturbed ? after - DISTURBED_MS : after;
  do time = step(calendar, zone, time);
  while (time !== null && time <= after);
  return time;
}

type Clock = { -readonly [Part in keyof CivilTime]: CivilTime[Part] };

/**
 * One step of the server's own walk over the parts of a date, quirks included.
 *
 * @see https://github.com/temporalio/temporal/blob/v1.29.1/service/worker/scheduler/calendar.go `compiledCalendar.next`
 */
function step(calendar: Calendar, zone: string, after: number): number | null {
  const clock: Clock = { ...civilAt(zone, after) };
  // In the second copy of an hour that clocks show twice.
  let repeated = civilAt(zone, after - HOUR_MS).hour === clock.hour ? HOUR_MS : 0;
  clock.second += 1;
  for (;;) {
    repeated = carry(clock, zone, repeated);
    if (clock.year > LAST_YEAR) return null;
    const moved = advanceToMatch(calendar, clock);
    if (moved === 'date' || moved === 'hour') repeated = 0;
    if (moved !== null) continue;
    const time = instantOf(zone, clock);
    if (civilAt(zone, time).hour === clock.hour) return time + repeated;
    setFrom(clock, { hour: clock.hour + 1, minute: 0, second: 0 }); // clocks never show this time: they went ahead over it
  }
}

/** Carries parts that have run over; tells whether the time is now in the second copy of an hour. */
function carry(clock: Clock, zone: string, repeated: number): number {
  let shift = repeated;
  if (clock.second >= 60) setFrom(clock, { minute: clock.minute + 1, second: 0 });
  if (clock.minute >= 60) {
    const hour = { ...clock, minute: 0, second: 0 };
    const skips = instantOf(zone, { ...hour, hour: clock.hour + 1 }) - instantOf(zone, hour) > HOUR_MS;
    const stays = shift === 0 && skips; // the next hour is two hours away: this one comes again first
    setFrom(clock, { hour: stays ? clock.hour : clock.hour + 1, minute: 0 });
    shift = stays ? HOUR_MS : 0;
  }
  if (clock.hour >= 24) setFrom(clock, { day: clock.day + 1, hour: 0 });
  if (clock.day > daysIn(clock)) setFrom(clock, { month: clock.month + 1, day: 1 });
  if (clock.month > 12) setFrom(clock, { year: clock.year + 1, month: 1 });
  return shift;
}

/** Moves the outermost part that does not match by one, and those inside it to their beginning; null when all match. */
function advanceToMatch(calendar: Calendar, clock: Clock): 'date' | 'hour' | 'minute' | null {
  if (!calendar.year.has(clock.year)) {
    setFrom(clock, { year: clock.year + 1, month: 1, day: 1, hour: 0, minute: 0, second: 0 });
    return 'date';
  }
  if (!calendar.month.has(clock.month)) {
    setFrom(clock, { month: clock.month + 1, day: 1, hour: 0, minute: 0, second: 0 });
    return 'date';
  }
  if (!calendar.dayOfMonth.has(clock.day) || !calendar.dayOfWeek.has(weekdayOf(clock))) {
    setFrom(clock, { day: clock.day + 1, hour: 0, minute: 0, second: 0 });
    return 'date';
  }
  if (!calendar.hour.has(clock.hour)) {
    setFrom(clock, { hour: clock.hour + 1, minute: 0, second: 0 });
    return 'hour';
  }
  if (!calendar.minute.has(clock.minute)) {
    setFrom(clock, { minute: clock.minute + 1, second: 0 });
    return 'minute';
  }
  if (!calendar.second.has(clock.second)) {
    setFrom(clock, { second: clock.second + 1 });
    return 'minute';
  }
  return null;
}

function setFrom(clock: Clock, parts: Partial<Clock>): void {
  Object.assign(clock, parts);
}

function weekdayOf({ year, month, day }: CivilTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function daysIn({ year, month }: CivilTime): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

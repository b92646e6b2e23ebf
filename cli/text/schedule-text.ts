import type { ScheduleTimes } from '../../core/schedule/schedule.js';

/** When a schedule is due: "0 3 * * * Europe/Berlin", "every 1h". */
export function whenText({ cron, every, offset, calendar = [], timeZone }: ScheduleTimes): string {
  if (every !== undefined) return `every ${every}${offset === undefined ? '' : ` + ${offset}`}`;
  return `${cron ?? calendar.map((each) => JSON.stringify(each)).join(' or ')} ${timeZone}`;
}

/** To the second, in UTC, as in the other lists. */
export function timeText(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}

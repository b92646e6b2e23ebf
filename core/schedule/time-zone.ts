/** A moment as clocks on a wall show it; months from 1, weekdays from 0 for Sunday. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Whether this machine knows a zone of that name, such as "Europe/Berlin". */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What clocks of a zone show at an instant. @param at - Milliseconds since 1970, as everywhere here. */
export function civilAt(zone: string, at: number): CivilTime {
  const shown = new Date(at + offsetAt(zone, at));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  };
}

/**
 * The instant at which clocks of a zone show a civil time; fields may run over their end, as 25 o'clock.
 * Where clocks show it twice or never, it is the one that Go's `time.Date` gives, since Temporal's server asks that.
 */
export function instantOf(zone: string, { year, month, day, hour, minute, second }: CivilTime): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  return asUtc - offsetAt(zone, asUtc - offsetAt(zone, asUtc));
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(zone: string, at: number): number {
  if (zone === 'UTC') return 0;
  const text = formatOf(zone).format(at); // "GMT", "GMT+02:00", "GMT-03:30:52"; the date before it is of no use
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (match === null) throw new Error(`invariant: "${text}" ends with an offset`);
  const [, sign, hours = 0, minutes = 0, seconds = 0] = match;
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}

/** Making a format costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  return format;
}

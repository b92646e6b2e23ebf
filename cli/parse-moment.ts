import { LeatError } from '../core/errors.js';
import { instantOf } from '../core/schedule/time-zone.js';

/**
 * A moment from the command line: "2026-01-31", "2026-01-31T06:00" by the clocks of a time zone, or with its own offset.
 *
 * @throws LeatError `USAGE_INVALID`
 */
export function parseMoment(option: string, text: string, timeZone: string): Date {
  const [, year, month, day, hour = '0', minute = '0', second = '0', offset] =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const parsed = new Date(offset === undefined ? `${text.slice(0, 10)}T${text.slice(11) || '00:00'}Z` : text.replace(' ', 'T'));
  if (year === undefined || Number.isNaN(parsed.getTime())) {
    throw new LeatError('USAGE_INVALID', `${option}: expected a time such as 2026-01-31 or 2026-01-31T06:00Z, got "${text}"`);
  }
  if (offset !== undefined) return parsed;
  const civil = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
  return new Date(instantOf(timeZone, civil));
}

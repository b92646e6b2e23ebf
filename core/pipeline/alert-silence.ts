import type { RaisedAlert } from './alert-event.js';
import { matches } from './alert-matching.js';
import type { Silence } from './alert-settings.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Silences that follow each other without a gap are one, but not for ever. */
const MOST_IN_A_ROW = 7;

/** When the silence that an alert falls into ends, in milliseconds since 1970; null: there is none. */
export function silentUntil(alert: RaisedAlert, silences: readonly Silence[]): number | null {
  const about = silences.filter((silence) => matches(alert, silence));
  let end = alert.at;
  for (let row = 0; row < MOST_IN_A_ROW; row++) {
    const later = Math.max(end, ...about.map((silence) => endOf(silence, end)));
    if (later === end) break;
    end = later;
  }
  return end === alert.at ? null : end;
}

/** The end of a silence that holds at a moment; the moment itself when it does not. */
function endOf({ from, to, timeZone, until }: Silence, at: number): number {
  if (until !== undefined) return Math.max(at, Date.parse(until));
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const now = minuteAt(at, timeZone);
  const holds = begin < end ? now >= begin && now < end : now >= begin || now < end;
  if (!holds) return at;
  const startOfMinute = at - (at % MINUTE_MS);
  const expected = startOfMinute + ((end - now + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS;
  // The clocks may be changed in between: look at what they show then.
  const ahead = ((minuteAt(expected, timeZone) - end + 1.5 * DAY_MINUTES) % DAY_MINUTES) - DAY_MINUTES / 2;
  const corrected = expected - ahead * MINUTE_MS;
  return minuteAt(corrected, timeZone) === end ? corrected : expected;
}

/** "22:30" as a minute of the day. */
function minuteOf(time: string | undefined): number {
  const [hours, minutes] = (time ?? '').split(':').map(Number);
  if (hours === undefined || minutes === undefined) throw new Error('invariant: a silence without an end has both times of day');
  return hours * 60 + minutes;
}

function minuteAt(at: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return minuteOf(clock.format(at));
}

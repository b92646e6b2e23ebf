import { expect, test } from 'vitest';
import { intervalsBetween, windowAt } from '../../../core/schedule/schedule-times.js';
import { parseSchedule } from '../../../core/schedule/schedule.js';

const HOUR_MS = 3_600_000;
const timesOf = (cron: string, timeZone: string) => parseSchedule({ name: 'any', pipeline: 'any', cron, timeZone });

test.each([
  ['2027-03-28', 'Europe/Berlin', 23], // clocks go ahead
  ['2027-10-31', 'Europe/Berlin', 25], // and back
  ['2027-03-14', 'America/New_York', 23],
  ['2027-11-07', 'America/New_York', 25],
  ['2027-10-03', 'Australia/Lord_Howe', 23.5],
  ['2027-10-31', 'UTC', 24],
])('gives the day %s of %s its %d hours as data interval', (day, timeZone, hours) => {
  const times = timesOf('0 0 * * *', timeZone);
  const noonAfter = Date.parse(`${day}T12:00:00Z`) + 24 * HOUR_MS;
  const window = windowAt(times, noonAfter);
  expect((Date.parse(window?.end ?? '') - Date.parse(window?.start ?? '')) / HOUR_MS).toBe(hours);
});

test.each(['0 3 * * *', '30 2 * * *', '30 1 * * *', '*/30 * * * *'])('leaves no gap and no overlap in "%s" where clocks change', (cron) => {
  for (const month of ['03', '10']) {
    const range = { from: Date.parse(`2027-${month}-20T00:00:00Z`), to: Date.parse(`2027-${month}-20T00:00:00Z`) + 16 * 24 * HOUR_MS };
    const intervals = [...intervalsBetween(timesOf(cron, 'Europe/Berlin'), range)];
    expect(intervals.length).toBeGreaterThanOrEqual(14);
    for (const [index, { start }] of intervals.entries()) if (index > 0) expect(start).toBe(intervals[index - 1]?.end);
  }
});

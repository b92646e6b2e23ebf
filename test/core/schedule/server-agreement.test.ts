import { Client, Connection } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendarFromCron, cronText } from '../../../core/schedule/calendar.js';
import { nextTime } from '../../../core/schedule/schedule-times.js';
import { parseSchedule } from '../../../core/schedule/schedule.js';
import { temporalAddress } from '../../support/temporal-address.js';

/** Clocks go ahead, and back: around these midnights (UTC) of 2027. */
const changes = {
  'Europe/Berlin': ['2027-03-28', '2027-10-31'],
  'America/New_York': ['2027-03-14', '2027-11-07'],
  'Australia/Lord_Howe': ['2027-04-03', '2027-10-02'], // half an hour
};
const crons = ['30 2 * * *', '30 1 * * *', '0 1 * * *', '0 0 * * *', '0 * * * *', '*/30 * * * *', '10 1-3 * * Sun', '@weekly'];
const cases = Object.entries(changes).flatMap(([zone, days]) => crons.flatMap((cron) => days.map((day) => [cron, zone, day] as const)));

const DAY_MS = 86_400_000;
let connection: Connection;
let client: Client;

beforeAll(async () => {
  connection = await Connection.connect({ address: await temporalAddress() });
  client = new Client({ connection });
});

afterAll(() => connection.close());

test.each(cases)('has the times of "%s" in %s around %s that the server has', async (cron, timeZone, day) => {
  const from = Date.parse(day) - 3 * DAY_MS;
  const range = { from, to: from + 8 * DAY_MS };
  const times = parseSchedule({ name: 'any', pipeline: 'any', cron, timeZone });
  const own: number[] = [];
  for (let time = nextTime(times, range.from); time !== null && time <= range.to; time = nextTime(times, time)) own.push(time);
  expect(own.map(isoOf)).toEqual((await serverTimes(cron, timeZone, range)).map(isoOf));
});

async function serverTimes(cron: string, timezone: string, { from, to }: { from: number; to: number }): Promise<number[]> {
  const schedule = await client.schedule.create({
    scheduleId: `agreement-${crypto.randomUUID()}`,
    spec: { cronExpressions: [cronText(calendarFromCron(cron))], timezone },
    action: { type: 'startWorkflow', workflowType: 'none', taskQueue: 'none', args: [] },
    state: { paused: true },
  });
  const { startTime } = await client.workflowService.listScheduleMatchingTimes({
    namespace: 'default',
    scheduleId: schedule.scheduleId,
    startTime: msToTs(from),
    endTime: msToTs(to),
  });
  await schedule.delete();
  return startTime.map((time) => tsToMs(time));
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}

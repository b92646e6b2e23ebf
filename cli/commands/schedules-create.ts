import { z } from 'zod';
import { LeatError, messageOf } from '../../core/errors.js';
import { parseSchedule, scheduleSchema } from '../../core/schedule/schedule.js';
import { checkSchedule } from '../check-schedule.js';
import { defineCommand } from '../define-command.js';
import { paramOptions, readParams } from '../parse-params.js';
import { timeText, whenText } from '../text/schedule-text.js';

const { name, pipeline, cron, every, offset, timeZone, jitter, overlap, catchUp, pauseOnFailure, deadline, paused, note } =
  scheduleSchema.shape;

export const schedulesCreate = defineCommand({
  name: 'schedules create',
  summary: 'Make a schedule by hand; see also "leat schedules apply"',
  example: "leat schedules create nightly penguins --cron '0 3 * * *' --time-zone Europe/Berlin",
  positional: ['name', 'pipeline'],
  input: z.strictObject({
    ...{ name, pipeline, cron, every, offset },
    calendar: z
      .string()
      .optional()
      .describe('times by the clock, as JSON: \'{"hour":"9-17","dayOfWeek":"Mon-Fri"}\'')
      .meta({ placeholder: 'json' }),
    ...{ timeZone, jitter, overlap, catchUp, pauseOnFailure, deadline, paused, note },
    ...paramOptions,
  }),
  async run({ param, paramsFile, calendar, ...given }, context) {
    const params = await readParams({ param, paramsFile });
    const schedule = parseSchedule({ ...given, params, ...(calendar === undefined ? {} : { calendar: readCalendar(calendar) }) });
    await checkSchedule(schedule, context);
    const { schedules } = await context.client();
    await schedules.create(schedule);
    await context.did('schedule.create', { schedule: schedule.name, pipeline: schedule.pipeline });
    const { next } = await schedules.get(schedule.name);
    const first = schedule.paused
      ? 'it is paused'
      : next[0] === undefined
        ? 'it has no time ahead'
        : `first run at ${timeText(next[0])} UTC`;
    return { document: { schedule, next }, text: `schedule ${schedule.name}: ${schedule.pipeline}, ${whenText(schedule)}; ${first}` };
  },
});

function readCalendar(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LeatError('USAGE_INVALID', `--calendar: expected JSON, got "${text}": ${messageOf(error)}`, { cause: error });
  }
}

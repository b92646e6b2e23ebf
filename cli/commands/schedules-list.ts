import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { timeText, whenText } from '../text/schedule-text.js';
import { tableText } from '../text/table-text.js';

export const schedulesList = defineCommand({
  name: 'schedules list',
  summary: 'List schedules with their next times',
  example: 'leat schedules list',
  input: z.strictObject({}),
  async run(_input, context) {
    const schedules = await (await context.client()).schedules.list();
    const head = ['SCHEDULE', 'PIPELINE', 'WHEN', 'NEXT (UTC)', 'NOTE'].map((title) => context.terminal.paint('dim', title));
    const rows = schedules.map(({ schedule, paused, next, note }) => [
      schedule.name,
      schedule.pipeline,
      whenText(schedule),
      paused ? 'paused' : next[0] === undefined ? 'never' : timeText(next[0]),
      note,
    ]);
    return { document: { schedules }, text: schedules.length === 0 ? 'no schedules' : tableText([head, ...rows]) };
  },
});

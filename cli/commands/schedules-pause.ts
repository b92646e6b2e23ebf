import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const schedulesPause = defineCommand({
  name: 'schedules pause',
  summary: 'Pause a schedule: it starts no runs until it is resumed',
  example: 'leat schedules pause nightly --note "the source is being moved"',
  positional: ['name'],
  input: z.strictObject({
    name: z.string().describe('name of the schedule'),
    note: z.string().default('').describe('why, for people').meta({ placeholder: 'text' }),
  }),
  async run({ name, note }, context) {
    const { schedules } = await context.client();
    await schedules.pause(name, note);
    await context.did('schedule.pause', { schedule: name });
    return { document: { name, paused: true, note }, text: `schedule ${name} is paused` };
  },
});

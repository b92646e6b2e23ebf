import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const schedulesResume = defineCommand({
  name: 'schedules resume',
  summary: 'Resume a paused schedule',
  example: 'leat schedules resume nightly',
  positional: ['name'],
  input: z.strictObject({
    name: z.string().describe('name of the schedule'),
    note: z.string().default('').describe('why, for people').meta({ placeholder: 'text' }),
  }),
  async run({ name, note }, context) {
    const { schedules } = await context.client();
    await schedules.resume(name, note);
    await context.did('schedule.resume', { schedule: name });
    return { document: { name, paused: false, note }, text: `schedule ${name} is active` };
  },
});

import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const schedulesDelete = defineCommand({
  name: 'schedules delete',
  summary: 'Delete a schedule; its runs stay',
  example: 'leat schedules delete nightly',
  positional: ['name'],
  input: z.strictObject({ name: z.string().describe('name of the schedule') }),
  async run({ name }, context) {
    const { schedules } = await context.client();
    await schedules.delete(name);
    await context.did('schedule.delete', { schedule: name });
    return { document: { name, deleted: true }, text: `schedule ${name} is deleted` };
  },
});

import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const schedulesTrigger = defineCommand({
  name: 'schedules trigger',
  summary: 'Start a run of a schedule now, for the latest interval that has ended',
  example: 'leat schedules trigger nightly',
  positional: ['name'],
  input: z.strictObject({ name: z.string().describe('name of the schedule') }),
  async run({ name }, context) {
    const { schedules } = await context.client();
    const run = await schedules.trigger(name);
    await context.did('schedule.trigger', { schedule: name });
    const text = run === null ? `a run of ${name} will start; see "leat runs"` : `started run ${run.runId}`;
    return { document: { name, run }, text };
  },
});

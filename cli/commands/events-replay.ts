import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const eventsReplay = defineCommand({
  name: 'events replay',
  summary: 'Start what a CloudEvent matches now, and has not started yet',
  example: 'leat events replay 0f3b…',
  positional: ['key'],
  input: z.strictObject({ key: z.string().describe('of the event, as `leat events list` shows it') }),
  async run({ key }, context) {
    const { events } = await context.client();
    const record = await events.replay(key);
    await context.did('event.replay', { event: key });
    const { state, runs, error } = record;
    const text =
      error?.message ??
      (runs.length === 0 ? 'no pipeline wants it' : runs.map(({ pipeline, runId }) => `${pipeline}: run ${runId}`).join('\n'));
    return { document: record, text, exitCode: state === 'failed' ? 1 : 0 };
  },
});

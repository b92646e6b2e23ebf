import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const runsNote = defineCommand({
  name: 'runs note',
  summary: 'Write a note to a run, in place of the one that it has',
  example: 'leat runs note latest "with the new sensor"',
  positional: ['run', 'note'],
  input: z.strictObject({
    run: z.string().describe('id, beginning of an id, or "latest"'),
    note: z.string().describe('the text; empty to take it away'),
  }),
  async run({ run, note }, context) {
    const { runs } = await context.client();
    const record = await runs.note(await runs.find(run), note);
    await context.did('run.note', { run: record.id });
    return { document: { runId: record.id, note: record.note }, text: record.note ?? 'no note' };
  },
});

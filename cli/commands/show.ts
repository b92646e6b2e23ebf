import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { summarise } from '../run-summary.js';

export const show = defineCommand({
  name: 'show',
  summary: 'Show a run: its parameters, stages, figures and errors',
  example: 'leat show latest',
  positional: ['run'],
  input: z.strictObject({ run: z.string().describe('id, beginning of an id, or "latest"') }),
  async run({ run }, context) {
    const client = await context.client();
    const details = await client.runs.get(await client.runs.find(run));
    const { document, text } = await summarise(details, { client, terminal: context.terminal });
    return { document, text };
  },
});

import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { summarise } from '../run-summary.js';
import { settled } from '../settled.js';

export const show = defineCommand({
  name: 'show',
  summary: 'Show a run: its parameters, stages, figures and errors',
  example: 'leat show latest',
  positional: ['run'],
  input: z.strictObject({ run: z.string().describe('id, beginning of an id, or "latest"') }),
  async run({ run: reference }, context) {
    const client = await context.client();
    const id = await client.runs.find(reference);
    const [settledRun] = await settled([(await client.runs.get(id)).run], context);
    const details = await client.runs.get(id); // its stages may have been settled too
    const run = settledRun ?? details.run;
    const now = isOpen(run) ? await client.runs.glance(id) : null;
    const { document, text } = await summarise({ ...details, run }, { client, terminal: context.terminal, now });
    return { document, text };
  },
});

function isOpen({ state }: { readonly state: string }): boolean {
  return state === 'running' || state === 'held';
}

import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'Cancel a running or held run; what it finished is kept',
  example: 'leat cancel latest',
  positional: ['run'],
  input: z.strictObject({ run: z.string().describe('id, beginning of an id, or "latest"') }),
  async run({ run }, context) {
    const { runs } = await context.client();
    const id = await runs.find(run);
    const { state } = (await runs.get(id)).run;
    if (state !== 'running' && state !== 'held') return { document: { runId: id, state }, text: `run ${id} is ${state} already` };
    await runs.cancel(id);
    await context.did('run.cancel', { run: id });
    return { document: { runId: id, state: 'cancelling' }, text: `run ${id} is being cancelled` };
  },
});

import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { followRun } from '../follow-run.js';
import { paramOptions, readParams } from '../parse-params.js';

export const resume = defineCommand({
  name: 'resume',
  summary: 'Start a run that adopts every finished stage of an earlier one',
  example: 'leat resume latest --from train',
  positional: ['run'],
  input: z.strictObject({
    run: z.string().describe('id, beginning of an id, or "latest"'),
    from: z.string().optional().describe('run this stage again, and what depends on it').meta({ placeholder: 'stage' }),
    ...paramOptions,
    detach: z.boolean().default(false).describe('start the run and return'),
  }),
  async run({ run, from, detach, ...params }, context) {
    const given = await readParams(params);
    const { runs } = await context.client();
    const address = await runs.resume(await runs.find(run), { params: given, ...(from === undefined ? {} : { from }) });
    await context.did('run.resume', { run: address.runId });
    if (detach) return { document: address, text: `started run ${address.runId}` };
    return followRun(address, context);
  },
});

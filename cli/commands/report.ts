import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { defineCommand } from '../define-command.js';
import { openInBrowser } from '../open-in-browser.js';
import { saveReports } from '../save-reports.js';

export const report = defineCommand({
  name: 'report',
  summary: 'Save the evaluation page of a run, and open it',
  example: 'leat report latest',
  positional: ['run'],
  input: z.strictObject({
    run: z.string().describe('id, beginning of an id, or "latest"'),
    open: z.boolean().default(true).describe('save the page only'),
  }),
  async run({ run, open }, context) {
    const [client, { home }] = await Promise.all([context.client(), context.config()]);
    const details = await client.runs.get(await client.runs.find(run));
    const files = await saveReports(details, { client, home });
    const [first] = files;
    if (first === undefined) throw new LeatError('REPORT_MISSING', `run ${details.run.id}: no stage of it made an evaluation page`);
    if (open && context.terminal.isInteractive && !context.json) openInBrowser(first);
    return { document: { runId: details.run.id, files }, text: files.join('\n') };
  },
});

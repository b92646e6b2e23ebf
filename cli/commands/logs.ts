import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { followLogs } from '../follow-logs.js';
import { attemptText } from '../text/attempt-text.js';

export const logs = defineCommand({
  name: 'logs',
  summary: 'Tell every attempt of the stages of a run: when, where, what it wrote, and what went wrong',
  example: 'leat logs latest train --follow',
  positional: ['run', 'stage'],
  input: z.strictObject({
    run: z.string().describe('id, beginning of an id, or "latest"'),
    stage: z.string().optional().describe('only of this stage'),
    attempt: z.coerce.number().int().positive().optional().describe('only this attempt').meta({ placeholder: 'number' }),
    follow: z.boolean().default(false).describe('go on until the run is over'),
  }),
  async run({ run, stage, attempt, follow }, context) {
    const { runs } = await context.client();
    const id = await runs.find(run);
    const wanted = { stage, attempt };
    if (follow) return followLogs(id, wanted, context);
    const attempts = await runs.logs(id, wanted);
    const none = stage === undefined && attempt === undefined ? 'no stage of this run was computed: all were adopted' : 'no such attempt';
    const text = attempts.map((each) => attemptText(each, context.terminal)).join('\n');
    return { document: { attempts }, text: attempts.length === 0 ? none : text };
  },
});

import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { durationText } from '../text/duration-text.js';

export const logs = defineCommand({
  name: 'logs',
  summary: 'Tell every attempt of the stages of a run: when, where, and what went wrong',
  example: 'leat logs latest train',
  positional: ['run', 'stage'],
  input: z.strictObject({
    run: z.string().describe('id, beginning of an id, or "latest"'),
    stage: z.string().optional().describe('only of this stage'),
  }),
  async run({ run, stage }, context) {
    const { runs } = await context.client();
    const attempts = await runs.attempts(await runs.find(run), stage);
    const lines = attempts.map(({ startedAt, endedAt, error, ...attempt }) => {
      const took = endedAt === null ? 'running' : durationText(endedAt.getTime() - startedAt.getTime());
      const end = error === null ? took : `${took}  ${context.terminal.paint('red', `${error.code}: ${error.message}`)}`;
      return `${startedAt.toISOString()}  ${attempt.stage} attempt ${String(attempt.attempt)} on ${attempt.worker}  ${end}`;
    });
    return { document: { attempts }, text: lines.length === 0 ? 'no stage of this run was computed: all were adopted' : lines.join('\n') };
  },
});

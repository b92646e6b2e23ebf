import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { explanationText } from '../text/explanation-text.js';

export const explain = defineCommand({
  name: 'explain',
  summary: 'Tell why a stage ran or was cached, and what differs from the run before',
  example: 'leat explain latest train',
  positional: ['run', 'stage'],
  input: z.strictObject({
    run: z.string().describe('id, beginning of an id, or "latest"'),
    stage: z.string().describe('name of the stage'),
  }),
  async run({ run, stage }, context) {
    const { runs, provenance } = await context.client();
    const explanation = await provenance.explain(await runs.find(run), stage);
    return { document: explanation, text: explanationText(explanation, context.terminal) };
  },
});

import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { lineageText } from '../text/lineage-text.js';

export const lineage = defineCommand({
  name: 'lineage',
  summary: 'Tell where an artifact came from, back to the sources, and what came of it',
  example: 'leat lineage penguins:1',
  positional: ['artifact'],
  input: z.strictObject({ artifact: z.string().describe('digest, beginning of a digest, or model as "name:version"') }),
  async run({ artifact }, context) {
    const { provenance } = await context.client();
    const document = await provenance.lineage(artifact);
    return { document, text: lineageText(document, context.terminal) };
  },
});

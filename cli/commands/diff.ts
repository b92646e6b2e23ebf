import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { comparedMetrics } from '../compared-metrics.js';
import { comparisonText } from '../text/comparison-text.js';

export const diff = defineCommand({
  name: 'diff',
  summary: 'Tell how two runs differ: parameters, code, versions, stages and metrics',
  example: 'leat diff 3f2a91bc latest',
  positional: ['before', 'after'],
  input: z.strictObject({
    before: z.string().describe('a run: id, beginning of an id, or "latest"'),
    after: z.string().describe('the run to compare it with'),
  }),
  async run({ before, after }, context) {
    const client = await context.client();
    const ids = [await client.runs.find(before), await client.runs.find(after)] as const;
    const comparison = await client.provenance.compare(...ids);
    const metrics = await comparedMetrics(await Promise.all(ids.map((id) => client.runs.get(id))), client);
    return { document: { ...comparison, metrics }, text: comparisonText(comparison, metrics, context.terminal) };
  },
});

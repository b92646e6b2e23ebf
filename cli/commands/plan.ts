import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { paramOptions, readParams } from '../parse-params.js';
import { planMermaid, planTree } from '../text/plan-text.js';

export const plan = defineCommand({
  name: 'plan',
  summary: 'Show the stages of a pipeline, and which are cached, without running it',
  example: 'leat plan penguins --mermaid',
  positional: ['pipeline'],
  input: z.strictObject({
    pipeline: z.string().describe('name of the pipeline'),
    ...paramOptions,
    mermaid: z.boolean().default(false).describe('print a Mermaid diagram'),
  }),
  async run({ pipeline, mermaid, ...params }, context) {
    const [config, { previewPlan }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    const { planned, adopted } = await previewPlan(config, { pipeline, params: await readParams(params) });
    const cached = new Set(adopted.map(({ name }) => name));
    const text = mermaid ? planMermaid(planned.plan, cached) : planTree(planned.plan, { cached, terminal: context.terminal });
    return { document: { plan: planned.plan, cached: [...cached] }, text };
  },
});

import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { tableText } from '../text/table-text.js';

export const modelsHistory = defineCommand({
  name: 'models history',
  summary: 'Tell which version of a model every alias pointed to, since when and why',
  example: 'leat models history churn --alias champion',
  positional: ['name'],
  input: z.strictObject({
    name: z.string().describe('name of the model'),
    alias: z.string().optional().describe('only of this alias').meta({ placeholder: 'alias' }),
  }),
  async run({ name, alias }, context) {
    const { deployments } = await (await context.client()).models.show(name);
    const history = deployments.filter((deployment) => alias === undefined || deployment.alias === alias);
    const head = ['SINCE', 'ALIAS', 'VERSION', 'RUN', 'BY', 'WHY'].map((title) => context.terminal.paint('dim', title));
    const rows = history.map((deployment) => [
      deployment.deployedAt.toISOString().slice(0, 19).replace('T', ' '),
      deployment.alias,
      String(deployment.version),
      deployment.runId?.slice(0, 8) ?? '–',
      deployment.by ?? '–',
      deployment.reason,
    ]);
    return { document: { model: name, history }, text: history.length === 0 ? 'never deployed' : tableText([head, ...rows]) };
  },
});

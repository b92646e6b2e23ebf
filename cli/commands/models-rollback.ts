import { z } from 'zod';
import { CHAMPION } from '../../core/model/model-reference.js';
import { defineCommand } from '../define-command.js';

export const modelsRollback = defineCommand({
  name: 'models rollback',
  summary: 'Point an alias of a model back to the version that it had before',
  example: 'leat models rollback churn --reason "scores are off"',
  positional: ['name'],
  input: z.strictObject({
    name: z.string().describe('name of the model'),
    alias: z.string().default(CHAMPION).describe('alias to move').meta({ placeholder: 'alias' }),
    reason: z.string().default('by hand').describe('for the history').meta({ placeholder: 'text' }),
  }),
  async run({ name, alias, reason }, context) {
    const { models } = await context.client();
    const { version } = await models.rollBack({ model: name, alias, reason });
    await context.did('model.rollback', { model: name, alias, version: String(version) });
    return { document: { model: name, alias, version }, text: `${name}@${alias} is version ${String(version)} again` };
  },
});

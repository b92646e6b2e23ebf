import { z } from 'zod';
import { CHAMPION } from '../../core/model/model-reference.js';
import { defineCommand } from '../define-command.js';
import { who } from '../who.js';

export const modelsPromote = defineCommand({
  name: 'models promote',
  summary: 'Point an alias of a model to one of its versions; servers follow within a second',
  example: 'leat models promote churn:3 --reason "fewer false alarms"',
  positional: ['model'],
  input: z.strictObject({
    model: z.string().describe('name:version, or name@alias for what that points to'),
    alias: z.string().default(CHAMPION).describe('alias to point to it').meta({ placeholder: 'alias' }),
    reason: z.string().default('promoted by hand').describe('for the history').meta({ placeholder: 'text' }),
  }),
  async run({ model, alias, reason }, context) {
    const { models, releases } = await context.client();
    const deployment = await releases.promote(await models.find(model), { alias, reason, by: who() });
    await context.did('model.promote', { model: deployment.model, alias, version: String(deployment.version) });
    return { document: deployment, text: `${deployment.model}@${alias} is now version ${String(deployment.version)}` };
  },
});

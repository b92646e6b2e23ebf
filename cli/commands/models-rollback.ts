import { z } from 'zod';
import { CHAMPION } from '../../core/model/model-reference.js';
import { defineCommand } from '../define-command.js';
import { who } from '../who.js';

export const modelsRollback = defineCommand({
  name: 'models rollback',
  summary: 'End the release of a model that is under way; else point its alias back to the version before, again to the one before that',
  example: 'leat models rollback churn --reason "scores are off"',
  positional: ['name'],
  input: z.strictObject({
    name: z.string().describe('name of the model'),
    alias: z.string().default(CHAMPION).describe('alias to move').meta({ placeholder: 'alias' }),
    reason: z.string().default('by hand').describe('for the history').meta({ placeholder: 'text' }),
  }),
  async run({ name, alias, reason }, context) {
    const { models, releases } = await context.client();
    await models.show(name); // says so when there is no such model
    const done = await releases.rollBack({ model: name, alias, reason, by: who() });
    await context.did('model.rollback', { model: name, alias, version: String(done.version) });
    const text = `${name}@${alias} is version ${String(done.version)} again`;
    return { document: done, text: done.ended === null ? text : `${text}; the release of version ${String(done.ended)} is over` };
  },
});

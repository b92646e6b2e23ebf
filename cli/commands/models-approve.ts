import { z } from 'zod';
import { CHAMPION } from '../../core/model/model-reference.js';
import { defineCommand } from '../define-command.js';
import { who } from '../who.js';

export const modelsApprove = defineCommand({
  name: 'models approve',
  summary: 'Say yes to a release that waits for a word, or will',
  example: 'leat models approve churn --note "seen by the risk team"',
  positional: ['name'],
  input: z.strictObject({
    name: z.string().describe('name of the model'),
    alias: z.string().default(CHAMPION).describe('alias that it is released to').meta({ placeholder: 'alias' }),
    note: z.string().optional().describe('for the history').meta({ placeholder: 'text' }),
  }),
  async run({ name, alias, note = null }, context) {
    const { releases } = await context.client();
    const release = await releases.decide({ model: name, alias }, { approved: true, by: who(), note });
    await context.did('model.approve', { model: name, alias, version: String(release.candidate) });
    return { document: release, text: `${name}:${String(release.candidate)} to ${alias}: approved` };
  },
});

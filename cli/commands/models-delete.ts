import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { parseModelReference } from '../../core/model/model-reference.js';
import { defineCommand } from '../define-command.js';

export const modelsDelete = defineCommand({
  name: 'models delete',
  summary: 'Take a version out of the registry; refused while an alias points to it or it is being released',
  example: 'leat models delete churn:2',
  positional: ['model'],
  input: z.strictObject({ model: z.string().describe('name:version') }),
  async run({ model }, context) {
    const reference = parseModelReference(model);
    // An alias may have moved since somebody looked: what goes away is named by its number.
    if ('alias' in reference) throw new LeatError('USAGE_INVALID', `models delete: expected name:version, got "${model}"`);
    const { models } = await context.client();
    await models.delete({ model: reference.name, version: reference.version });
    await context.did('model.delete', { model: reference.name, version: String(reference.version) });
    return { document: { deleted: model }, text: `deleted ${model}; leat clean frees its space` };
  },
});

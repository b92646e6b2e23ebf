import { z } from 'zod';
import { defineCommand } from '../define-command.js';

export const keysRevoke = defineCommand({
  name: 'keys revoke',
  summary: 'Make a key useless; servers refuse it from the next second on',
  example: 'leat keys revoke leat_3fk29dma',
  positional: ['key'],
  input: z.strictObject({ key: z.string().describe('its id, as "leat keys list" shows it') }),
  async run({ key }, context) {
    const { keys } = await context.client();
    const { id, name } = await keys.revoke(key);
    await context.did('key.revoke', { key: id, name });
    return { document: { revoked: id }, text: `revoked ${name} (leat_${id})` };
  },
});

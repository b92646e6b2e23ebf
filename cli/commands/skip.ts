import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { afterOrder, orderInput } from '../order-options.js';

export const skip = defineCommand({
  name: 'skip',
  summary: 'Give up a stage that is held or waits, with all that depends on it',
  example: 'leat skip latest enrich',
  positional: ['run', 'stage'],
  input: z.strictObject(orderInput),
  async run({ run, stage, follow }, context) {
    const { runs } = await context.client();
    const id = await runs.find(run);
    await runs.skip(id, stage);
    await context.did('run.skip', { run: id, stage });
    return afterOrder({ id, stage, follow, done: `stage ${stage} is skipped, with what depends on it` }, context);
  },
});

import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { afterOrder, orderInput } from '../order-options.js';

export const retry = defineCommand({
  name: 'retry',
  summary: 'Have a held stage tried again, by the code as it is now',
  example: 'leat retry latest train',
  positional: ['run', 'stage'],
  input: z.strictObject(orderInput),
  async run({ run, stage, follow }, context) {
    const { runs } = await context.client();
    const id = await runs.find(run);
    await runs.retry(id, stage);
    await context.did('run.retry', { run: id, stage });
    return afterOrder({ id, stage, follow, done: `stage ${stage} is tried again` }, context);
  },
});

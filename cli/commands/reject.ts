import { userInfo } from 'node:os';
import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { afterOrder, decisionInput } from '../order-options.js';

export const reject = defineCommand({
  name: 'reject',
  summary: 'Reject what a stage of a run asks a person',
  example: 'leat reject latest approve --note "recall has fallen"',
  positional: ['run', 'stage'],
  input: z.strictObject(decisionInput),
  async run({ run, stage, follow, by = userInfo().username, note }, context) {
    const { runs } = await context.client();
    const id = await runs.find(run);
    await runs.decide(id, { stage, approved: false, by, ...(note === undefined ? {} : { note }) });
    await context.did('run.reject', { run: id, stage });
    return afterOrder({ id, stage, follow, done: `rejected by ${by}: stage ${stage}` }, context);
  },
});

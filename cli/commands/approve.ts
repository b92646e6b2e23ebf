import { userInfo } from 'node:os';
import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { afterOrder, decisionInput } from '../order-options.js';

export const approve = defineCommand({
  name: 'approve',
  summary: 'Approve what a stage of a run asks a person',
  example: 'leat approve latest approve --note "looks good"',
  positional: ['run', 'stage'],
  input: z.strictObject(decisionInput),
  async run({ run, stage, follow, by = userInfo().username, note }, context) {
    const { runs } = await context.client();
    const id = await runs.find(run);
    await runs.decide(id, { stage, approved: true, by, ...(note === undefined ? {} : { note }) });
    await context.did('run.approve', { run: id, stage });
    return afterOrder({ id, stage, follow, done: `approved by ${by}: stage ${stage}` }, context);
  },
});

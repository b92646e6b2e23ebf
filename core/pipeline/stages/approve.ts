import { z } from 'zod';
import { defineStage } from '../define-stage.js';
import { milliseconds } from '../duration.js';
import { duration } from '../stage-options.js';

/** Waits for a person's word, durably and at no cost: `leat approve`, or the updates `approve` and `reject`. */
export const approve = defineStage({
  name: 'approve',
  version: 1,
  inputs: {},
  outputs: { decision: 'report' },
  params: z.strictObject({
    question: z.string().min(1).describe('what the person is asked, such as "Deploy to production?"'),
    deadline: duration.optional().describe('waits no longer than this; without end when left out'),
    otherwise: z.enum(['approve', 'reject']).default('reject').describe('what happens at the deadline'),
  }),
  work: 'light',
  execution: ({ question, deadline, otherwise }) => ({
    kind: 'approval',
    question,
    deadlineMs: deadline === undefined ? null : milliseconds(deadline),
    otherwise,
  }),
});

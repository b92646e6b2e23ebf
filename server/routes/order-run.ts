import { z } from 'zod';
import type { Runs } from '../../client/runs.js';
import { approvalOrder, stageOrder } from '../../core/api/run.js';
import { defineRoute, type Route } from '../define-route.js';

const run = z.strictObject({ run: z.string() });
const taken = { 202: z.object({ id: z.string() }) };
const orderProblems = [
  'RUN_UNKNOWN',
  'RUN_OVER',
  'STAGE_UNKNOWN',
  'STAGE_NOT_WAITING',
  'WORKER_MISSING',
  'RUN_STUCK',
  'SEARCH_ATTRIBUTES_MISSING',
  'TEMPORAL_UNREACHABLE',
] as const;

export const cancelRun = defineRoute({
  method: 'POST',
  path: '/api/v1/runs/:run/cancel',
  summary: 'Cancel a run that goes on or is held',
  role: 'operator',
  action: 'run.cancel',
  request: { params: run },
  replies: taken,
  problems: ['RUN_UNKNOWN', 'RUN_OVER', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { run: id } }, { client }) {
    await client.runs.cancel(id);
    return { status: 202, body: { id } };
  },
});

export const retryStage = stageRoute('retry', 'Try a held stage again, by the code as it is now', (runs, id, stage) =>
  runs.retry(id, stage),
);
export const skipStage = stageRoute('skip', 'Give up a stage with all that depends on it', (runs, id, stage) => runs.skip(id, stage));
export const approveStage = decisionRoute('approve', 'Approve what a stage waits for');
export const rejectStage = decisionRoute('reject', 'Reject what a stage waits for');

function stageRoute(name: string, summary: string, order: (runs: Runs, id: string, stage: string) => Promise<void>): Route {
  return defineRoute({
    method: 'POST',
    path: `/api/v1/runs/:run/${name}`,
    summary,
    role: 'operator',
    action: `run.${name}`,
    request: { params: run, body: stageOrder },
    replies: taken,
    // A retry plans the run anew, and says what keeps it from being planned.
    problems: [...orderProblems, 'PIPELINE_UNKNOWN', 'PIPELINE_INVALID', 'PARAMETER_INVALID'],

    async handle({ params: { run: id }, body: { stage } }, { client }) {
      await order(client.runs, id, stage);
      return { status: 202, body: { id } };
    },
  });
}

function decisionRoute(name: 'approve' | 'reject', summary: string): Route {
  return defineRoute({
    method: 'POST',
    path: `/api/v1/runs/:run/${name}`,
    summary,
    role: 'operator',
    action: `run.${name}`,
    request: { params: run, body: approvalOrder },
    replies: taken,
    problems: orderProblems,

    async handle({ params: { run: id }, body: { stage, note }, caller }, { client }) {
      await client.runs.decide(id, { stage, approved: name === 'approve', by: caller.actor, ...(note !== undefined && { note }) });
      return { status: 202, body: { id } };
    },
  });
}

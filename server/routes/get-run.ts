import { z } from 'zod';
import type { LeatClient } from '../../client/connect.js';
import { runDetails } from '../../core/api/run.js';
import { LeatError } from '../../core/errors.js';
import type { RunRecord, StageRecord } from '../../stores/metadata/metadata-store.js';
import { defineRoute } from '../define-route.js';

export const getRun = defineRoute({
  method: 'GET',
  path: '/api/v1/runs/:run',
  summary: 'A run and its stages',
  role: 'viewer',
  request: { params: z.strictObject({ run: z.string() }) },
  replies: { 200: runDetails },
  problems: ['RUN_UNKNOWN', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { run: id } }, { metadata, client }) {
    const run = await metadata.run(id);
    if (run !== null) return { status: 200, body: { ...run, stages: await metadata.stages(id) } };
    return { status: 200, body: await pendingRun(id, client) };
  },
});

type Pending = Omit<RunRecord, 'plan'> & { readonly plan: null; readonly stages: readonly StageRecord[] };

/** A run that is started and not recorded yet: whoever follows the address of a new run finds it there. */
async function pendingRun(id: string, { runs }: Pick<LeatClient, 'runs'>): Promise<Pending> {
  const pending = await runs.pending(id);
  if (pending === null) throw new LeatError('RUN_UNKNOWN', `no run has the id "${id}"`, { details: { run: id } });
  const unknown = { plan: null, resumedFrom: null, schedule: null, window: null, parentRun: null, requestId: null, note: null };
  return { ...pending, ...unknown, params: {}, seed: 1, outputs: {}, tags: {}, stages: [] };
}

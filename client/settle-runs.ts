import type { Client } from '@temporalio/client';
import { LeatError } from '../core/errors.js';
import type { MetadataStore, RunEnd, RunRecord } from '../stores/metadata/metadata-store.js';
import type { TemporalLink } from './temporal-link.js';

/** Asked about at once, at most. */
const TOGETHER = 20;
const ANSWER_MS = 3_000;

interface SettleTools {
  readonly temporal: TemporalLink;
  readonly metadata: MetadataStore;
}

/**
 * Asks Temporal about runs that are recorded as running. A workflow that was terminated ends without a
 * word: its end is recorded here. One that Temporal does not know is only told as lost, since another
 * server may be the one that runs it.
 *
 * @returns The runs, in their order, as they are now.
 * @throws LeatError `TEMPORAL_UNREACHABLE`
 */
export async function settleRuns(runs: readonly RunRecord[], tools: SettleTools): Promise<readonly RunRecord[]> {
  const open = runs.filter(({ state }) => state === 'running' || state === 'held');
  const settled = new Map<string, RunRecord>();
  for (let start = 0; start < open.length; start += TOGETHER) {
    const asked = await Promise.all(open.slice(start, start + TOGETHER).map((run) => settle(run, tools)));
    for (const run of asked) settled.set(run.id, run);
  }
  return runs.map((run) => settled.get(run.id) ?? run);
}

async function settle(run: RunRecord, { temporal, metadata }: SettleTools): Promise<RunRecord> {
  const status = await temporal.call((client) => statusOf(run, client), ANSWER_MS);
  if (status === 'RUNNING' || status === 'PAUSED') return run;
  const end = endOf(run, status);
  if (status === 'UNKNOWN') return { ...run, state: end.state, error: end.error };
  // The first end that is recorded stands: a run that ended by itself meanwhile keeps its own.
  await metadata.endRun(run.id, end);
  return (await metadata.run(run.id)) ?? run;
}

/** Of the last history of a run: a long one goes on in new ones. */
async function statusOf({ workflowId, id }: RunRecord, { workflow }: Client): Promise<string> {
  try {
    const first = (await workflow.getHandle(workflowId, id).describe()).status.name;
    return first === 'CONTINUED_AS_NEW' ? (await workflow.getHandle(workflowId).describe()).status.name : first;
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return 'UNKNOWN';
    throw error;
  }
}

function endOf({ id }: RunRecord, status: string): RunEnd {
  if (status === 'CANCELLED') return { state: 'cancelled', outputs: {}, error: null };
  const what =
    status === 'UNKNOWN'
      ? 'is unknown to Temporal: its history is gone, or another server runs it'
      : `was ended by Temporal (${status.toLowerCase()})`;
  const { code, message } = new LeatError('RUN_LOST', `the workflow of run ${id} ${what}; "leat resume" goes on where it stopped`);
  return { state: 'failed', outputs: {}, error: { code, message } };
}

import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import { LeatError } from '../core/errors.js';
import type { ApprovalOrder } from '../workflows/run-orders.js';
import { orderFailure } from './run-failure.js';
import type { RunAddress } from './run-address.js';
import { isStuck, stuckRun } from './run-stuck.js';
import { isUnanswered } from './temporal-link.js';
import { workerMissing, type WatchTools } from './watch-run.js';

/** An update of a run's workflow that is about one stage. */
export interface StageOrder {
  readonly name: 'retryStage' | 'skipStage' | 'approve' | 'reject';
  readonly order: ApprovalOrder;
}

/** A worker that is there answers in milliseconds. */
const WORKER_MS = 8_000;
/** A retry plans the run anew, by the code as it is now. */
const PLANNING_MS = 120_000;

/**
 * Says what becomes of a stage that waits for a word. Returns when the run has taken it in.
 *
 * @throws LeatError `STAGE_UNKNOWN`, `STAGE_NOT_WAITING`, `RUN_OVER`, `WORKER_MISSING`, `RUN_STUCK`, `TEMPORAL_UNREACHABLE`, and for a
 * retry what keeps the run from being planned.
 */
export async function orderRun(address: RunAddress, { name, order }: StageOrder, { temporal, taskQueue }: WatchTools): Promise<void> {
  const { runId } = address;
  const client = await temporal.connected();
  const handle = handleOf(address, client);
  const { status } = await temporal
    .call(() => handle.describe())
    .catch((error: unknown) => {
      throw error instanceof WorkflowNotFoundError ? runOver(runId) : error;
    });
  if (status.name !== 'RUNNING') throw runOver(runId);
  try {
    await client.withDeadline(Date.now() + WORKER_MS, () => handle.query('progress'));
    await client.withDeadline(Date.now() + PLANNING_MS, () => handle.executeUpdate(name, { args: [order] }));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw runOver(runId);
    if (!isUnanswered(error) && !isStuck(error)) throw orderFailure(error);
    throw (await stuckRun(address, temporal)) ?? workerMissing({ runId }, taskQueue);
  }
}

/** @throws LeatError `RUN_OVER`, `TEMPORAL_UNREACHABLE` */
export async function cancelRun(address: RunAddress, { temporal }: WatchTools): Promise<void> {
  await temporal
    .call((client) => handleOf(address, client).cancel())
    .catch((error: unknown) => {
      throw error instanceof WorkflowNotFoundError ? runOver(address.runId) : error;
    });
}

/** By the first execution: a long run goes on in new ones. */
function handleOf({ runId, workflowId }: RunAddress, { workflow }: Client): WorkflowHandle {
  return workflow.getHandle(workflowId, undefined, { firstExecutionRunId: runId });
}

function runOver(runId: string): LeatError {
  return new LeatError(
    'RUN_OVER',
    `run ${runId}: expected one that goes on, got one that is over; "leat resume ${runId}" starts a new one`,
    {
      details: { runId },
    },
  );
}

import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowFailure,
  continueAsNew,
  defineQuery,
  isCancellation,
  ParentClosePolicy,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import { beginBackfill, intervalBegun, intervalEnded, intervalsSkipped } from '../core/schedule/backfill.js';
import type { BackfillProgress, IntervalEnd } from '../core/schedule/backfill.js';
import type { DataInterval } from '../core/schedule/data-interval.js';
import { scheduledWorkflowId, type ScheduleOfRun } from '../core/schedule/scheduled-run.js';
import { planBackfill } from './engine-activities.js';
import { runPipeline } from './run-pipeline.js';

export interface BackfillRequest {
  readonly pipeline: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly schedule: ScheduleOfRun;
  /** The range, as ISO 8601 times: intervals that begin and end within it. */
  readonly from: string;
  readonly to: string;
  /** Runs at once, at most. */
  readonly limit: number;
  /** Only intervals whose latest run failed or was cancelled. */
  readonly failedOnly: boolean;
  /** Intervals that one execution takes before it continues as a new one. */
  readonly chunk: number;
  /** Of the executions before. */
  readonly progress?: BackfillProgress;
}

export const backfillProgressQuery = defineQuery<BackfillProgress>('progress');

/** Runs a schedule's pipeline for every interval of a range that has no result yet, a chunk in each execution. */
export async function backfill(request: BackfillRequest): Promise<BackfillProgress> {
  let progress = request.progress ?? beginBackfill(0);
  setHandler(backfillProgressQuery, () => progress);

  const { due, skipped, next, total } = await planBackfill({ ...request, count: request.progress === undefined });
  if (request.progress === undefined) progress = beginBackfill(total);
  progress = intervalsSkipped(progress, skipped);
  const waiting = [...due];
  const runInTurn = async (): Promise<void> => {
    for (let interval = waiting.shift(); interval !== undefined; interval = waiting.shift()) {
      progress = intervalBegun(progress);
      const end = await runInterval(request, interval);
      progress = intervalEnded(progress, interval, end); // others have ended meanwhile
    }
  };
  await Promise.all(Array.from({ length: request.limit }, runInTurn));
  if (next === null) return progress;
  return continueAsNew<typeof backfill>({ ...request, from: next, progress });
}

/** One name for an interval's run, however it is started: Temporal refuses a second one, unless the first failed. */
async function runInterval({ pipeline, params, schedule }: BackfillRequest, window: DataInterval): Promise<IntervalEnd> {
  try {
    const run = await startChild(runPipeline, {
      workflowId: scheduledWorkflowId(schedule.name, window.end),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      args: [{ pipeline, params, schedule, window }],
    });
    await run.result();
    return 'completed';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'skipped';
    if (isCancellation(error) || !(error instanceof ChildWorkflowFailure)) throw error;
    return 'failed';
  }
}

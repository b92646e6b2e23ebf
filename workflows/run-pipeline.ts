import {
  ApplicationFailure,
  CancellationScope,
  defineQuery,
  isCancellation,
  ParentClosePolicy,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunError, RunProgress, RunState, RunSummary } from '../core/pipeline/run-state.js';
import { advance, beginRun, dependentsOf, isOver, progressOf, startNext, summarise } from '../core/pipeline/run-state.js';
import { endRun, planRun } from './engine-activities.js';
import { failureOf } from './failure-of.js';
import { EventQueue } from './event-queue.js';
import { runStage } from './run-stage.js';
import { sendAlert } from './send-alert.js';
import { markRun } from './search-attributes.js';

/** Small, so that any Temporal client in any language can start a run. */
export interface RunPipelineRequest {
  readonly pipeline: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** 1 when left out: equal seeds, parameters and data give equal bytes. */
  readonly seed?: number;
  /** false: adopt nothing that was computed before. */
  readonly cache?: boolean;
  /** Adopt every finished stage of this run; its parameters and seed are taken where the request has none. */
  readonly resumeOf?: string;
}

export interface RunPipelineResult {
  readonly runId: string;
  readonly state: RunSummary['state'];
  readonly outputs: Readonly<Record<string, { readonly kind: string; readonly digest: string }>>;
  readonly metrics: Readonly<Record<string, number>>;
}

export const progressQuery = defineQuery<RunProgress>('progress');

/** Runs every stage of a pipeline the moment its last input is there. The decisions are in core/pipeline/run-state.ts. */
export async function runPipeline(request: RunPipelineRequest): Promise<RunPipelineResult> {
  const runId = workflowInfo().firstExecutionRunId;
  let run: RunState | null = null;
  let over = false;
  // Before the first await: a query that comes at once must find its handler.
  setHandler(progressQuery, () => (run === null ? { state: 'running', stages: [] } : progressOf(run, over)));
  markRun({ pipeline: request.pipeline, state: 'running' });

  const schedule = await planRun({ ...request, runId, workflowId: workflowInfo().workflowId }).catch(async (error: unknown) => {
    if (isCancellation(error)) throw error;
    throw await failedRun({ runId, pipeline: request.pipeline }, { ...failureOf(error), stage: 'plan' });
  });
  run = beginRun(schedule);
  const dependents = dependentsOf(run.schedule);
  const events = new EventQueue<Parameters<typeof advance>[1]>();
  while (!isOver(run)) {
    for (let stage = startNext(run, Date.now()); stage !== undefined; stage = startNext(run, Date.now())) {
      events.follow(runStage(runId, run, stage));
    }
    const event = await CancellationScope.nonCancellable(() => events.next()); // a cancelled stage is an event too
    advance(run, event, dependents);
  }
  over = true;

  const summary = summarise(run);
  markRun({ pipeline: request.pipeline, state: summary.state });
  const result = await CancellationScope.nonCancellable(() => endRun({ runId, pipeline: request.pipeline, ...summary }));
  if (summary.state === 'cancelled') throw ApplicationFailure.nonRetryable('the run was cancelled', 'CANCELLED');
  if (summary.error !== null) throw await failedRun({ runId, pipeline: request.pipeline }, summary.error);
  return result;
}

/** How a failed run ends: the alert goes its own way, the caller gets code and sentence. */
async function failedRun(run: { runId: string; pipeline: string }, error: RunError): Promise<ApplicationFailure> {
  markRun({ pipeline: run.pipeline, state: 'failed' });
  await startChild(sendAlert, {
    workflowId: `alert-${run.runId}`,
    args: [{ event: 'run.failed', ...run, error }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
  return ApplicationFailure.nonRetryable(`stage "${error.stage}": ${error.message}`, error.code, { runId: run.runId, ...error });
}

import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  isCancellation,
  patched,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { carryOn, fillsHistory, isDrained, takeUp, type ContinuedRun } from '../core/pipeline/continued-run.js';
import type { RunSchedule, ScheduledStage } from '../core/pipeline/run-schedule.js';
import type { RunState, StageEvent, StageFailure } from '../core/pipeline/run-state.js';
import { advance, beginRun, isHeld, isOver, retryStage, skipStage, startNext } from '../core/pipeline/run-state.js';
import { progressOf, type RunProgress, type RunSummary } from '../core/pipeline/run-summary.js';
import type { DataInterval } from '../core/schedule/data-interval.js';
import type { ScheduleOfRun } from '../core/schedule/scheduled-run.js';
import type { PlanRunRequest } from '../worker/engine-activities.js';
import { Decisions } from './decisions.js';
import { announceHold, failRun, finishRun, type RunIdentity } from './end-run.js';
import { continueRun, inOwnTask, planRun, replanRun } from './engine-activities.js';
import { EventQueue } from './event-queue.js';
import { failureOf } from './failure-of.js';
import { takeOrders, type RunOrder } from './run-orders.js';
import { runStage } from './run-stage.js';
import { scheduledAt } from './scheduled-at.js';
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
  /** With `resumeOf`: run this stage again, and what depends on it. */
  readonly from?: string;
  /** Build the plan by the code of this run instead of the project's present one. */
  readonly codeOf?: string;
  /** Run plan, code, parameters and seed of this run again, adopting nothing. */
  readonly reproduceOf?: string;
  /** The schedule that starts it. */
  readonly schedule?: ScheduleOfRun;
  /** The data interval that it is for; it follows from the schedule when left out. */
  readonly window?: DataInterval;
  /** The run of which this one is a stage. */
  readonly parentRun?: string;
  /** Of the HTTP request that started it: the same word in all logs. */
  readonly requestId?: string;
  /** Of the caller whose trace it goes on with, as W3C Trace Context writes it. */
  readonly traceparent?: string;
  /** By which people find the run again. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RunPipelineResult {
  readonly runId: string;
  readonly state: RunSummary['state'];
  readonly outputs: Readonly<Record<string, { readonly kind: string; readonly digest: string }>>;
  readonly metrics: Readonly<Record<string, number>>;
}

export const progressQuery = defineQuery<RunProgress>('progress');

/**
 * Runs every stage of a pipeline the moment its last input is there. The decisions are in core/pipeline/run-state.ts.
 *
 * @param continued - What was reached in an earlier history of this run.
 */
export async function runPipeline(request: RunPipelineRequest, continued?: ContinuedRun): Promise<RunPipelineResult> {
  const { pipeline, requestId, traceparent } = request;
  const identity: RunIdentity = {
    runId: workflowInfo().firstExecutionRunId,
    pipeline,
    ...(requestId === undefined ? {} : { requestId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  const events = new EventQueue<StageEvent | RunOrder>();
  const decisions = new Decisions();
  let run = continued === undefined ? null : takeUp(continued);
  let phase: 'running' | 'held' | 'over' = 'running';
  // Before the first await: a query or an order that comes at once must find its handler.
  setHandler(progressQuery, () => (run === null ? { state: 'running', stages: [] } : progressOf(run, phase)));
  takeOrders({
    run: () => run,
    give: (order) => {
      events.push(order);
    },
    decisions,
    replan: () => replanRun(identity),
    resume: () => continueRun(identity),
  });
  void CancellationScope.current().cancelRequested.catch(() => {
    events.push({ kind: 'cancel' });
  });
  markRun({ pipeline: request.pipeline, state: 'running' });

  run ??= beginRun(
    await planned({ ...request, ...identity, ...scheduledAt(), workflowId: workflowInfo().workflowId }).catch(async (error: unknown) => {
      if (isCancellation(error)) throw error;
      const failure = failureOf(error);
      const telling = { isTold: !isMisspelt(request, failure), next: `leat plan ${pipeline}` }; // no run was recorded, to be resumed
      throw await failRun(identity, { ...failure, stage: 'plan' }, telling);
    }),
  );
  while (!isOver(run)) {
    for (let stage = nextStage(run); stage !== undefined; stage = nextStage(run)) {
      events.follow(runStage({ identity, run, stage, decisions }));
    }
    if (run.draining && isDrained(run, (stage) => decisions.awaits(stage))) {
      await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
      // What the last handlers ordered is done first: a new history would not know of it.
      if (events.isEmpty) return continueAsNew<typeof runPipeline>(request, carryOn(run));
    }
    if (isHeld(run) && phase === 'running') {
      phase = 'held';
      await announceHold(identity, run);
    }
    take(run, await events.next());
    if (phase === 'held' && !isHeld(run)) {
      phase = 'running';
      markRun({ pipeline: request.pipeline, state: 'running' });
    }
  }
  phase = 'over';
  return finishRun(identity, run);
}

function planned(request: PlanRunRequest): Promise<RunSchedule> {
  return patched('runs-are-planned-in-their-own-task') ? inOwnTask.planRun(request) : planRun(request);
}

/** Whoever asks for a pipeline that does not exist has that answer; of a schedule and of another run nobody reads it. */
function isMisspelt({ schedule }: RunPipelineRequest, { code }: StageFailure): boolean {
  const isAsked = schedule === undefined && workflowInfo().parent === undefined;
  return code === 'PIPELINE_UNKNOWN' && isAsked && patched('misspelt-pipelines-are-not-told');
}

function nextStage(run: RunState): ScheduledStage | undefined {
  run.draining ||= fillsHistory(run, workflowInfo().historyLength);
  return startNext(run, Date.now());
}

function take(run: RunState, event: StageEvent | RunOrder): void {
  switch (event.kind) {
    case 'retry':
      retryStage(run, event.stage, event.schedule);
      break;
    case 'skip':
      skipStage(run, event.stage);
      break;
    case 'cancel':
      run.cancelled = true;
      break;
    default:
      advance(run, event);
  }
}

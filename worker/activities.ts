import { hostname } from 'node:os';
import { activityInfo, ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { isLeatError, messageOf } from '../core/errors.js';
import type { RunSchedule, StageResult } from '../core/pipeline/run-schedule.js';
import { releaseOrder } from '../core/release/release-workflow.js';
import type { releaseModel } from '../workflows/release-model.js';
import type { RunPipelineResult } from '../workflows/run-pipeline.js';
import { alertActivities } from './alert-activities.js';
import type { AlertParts } from './alert-parts.js';
import { ThreadFailure, type ComputePool } from './compute-pool.js';
import type { ThreadJobs } from './compute-thread.js';
import { ControlBlock } from './control-block.js';
import type { BackfillChunk, EngineActivities, OpenedMap, OpenedStudy, ReleaseLook } from './engine-activities.js';
import type { AlertEvent } from '../core/pipeline/alert-event.js';
import { lookAtSchedule } from './look-at-schedule.js';
import type { PipelineCatalogue } from './pipeline-catalogue.js';
import type { StageJob } from './run-stage.js';
import type { StageTask } from './stage-task.js';
import { below, inSpan } from './tracing/in-span.js';
import { spanContextOf } from './tracing/span-ids.js';
import { startTracing } from './tracing/start-tracing.js';
import type { AttemptEnd, WorkerMetrics } from './worker-metrics.js';

/** How often is sent is create-worker.ts's: this only has to be more often than that. */
const HEARTBEAT_MS = 200;

/** Planning takes 20 ms, and half a second by code that has to be compiled first. */
const IN_TASK_MS = 3_000;

/** `default` answers to every other name: stages of users come and go without a restart. */
export type WorkerActivities = EngineActivities & { default(task: StageTask): Promise<StageResult> };

/** What the activities of a worker work with. */
export interface WorkerParts {
  readonly pool: ComputePool;
  readonly catalogue: PipelineCatalogue;
  readonly alerts: AlertParts;
  readonly metrics: WorkerMetrics;
}

/** Everything that Temporal may ask of this worker, on its main thread: it hands over, beats and waits. */
export function createActivities({ pool, catalogue, alerts, metrics }: WorkerParts): WorkerActivities {
  const worker = `${String(process.pid)}@${hostname()}`;
  const observed = <Name extends 'runItems' | 'openStudy' | 'runTrials' | 'closeStudy'>(
    name: Name,
    job: ThreadJobs[Name],
  ): Promise<unknown> => counted(metrics, () => traced(job.task, () => inThread(pool, name, job)));
  return {
    async planRun(request) {
      const planning = sourcesOf(catalogue).then((sources) => inThread(pool, 'planRun', { request, sources }));
      const schedule = (await inGoodTime(planning)) as RunSchedule;
      metrics.countPlan(request.pipeline, { adopted: Object.keys(schedule.adopted).length, computed: schedule.stages.length });
      return schedule;
    },
    replanRun: async (run) => (await inThread(pool, 'replanRun', { run, sources: await sourcesOf(catalogue) })) as RunSchedule,
    holdRun: async (hold) => {
      await inThread(pool, 'holdRun', hold);
    },
    continueRun: async (run) => {
      await inThread(pool, 'continueRun', run);
    },
    recordNested: async (end) => {
      await inThread(pool, 'recordNested', end);
    },
    openMap: async (task) => (await inThread(pool, 'openMap', { task, worker })) as OpenedMap,
    runItems: async (items) => {
      await observed('runItems', { ...items, attempt: activityInfo().attempt, worker });
    },
    closeMap: async (task) => (await inThread(pool, 'closeMap', { task, worker })) as StageResult,
    openStudy: async (task) => (await observed('openStudy', { task, attempt: activityInfo().attempt, worker })) as OpenedStudy,
    runTrials: async (trials) => (await observed('runTrials', { ...trials, attempt: activityInfo().attempt, worker })) as { ms: number },
    closeStudy: async (end) => (await observed('closeStudy', { ...end, attempt: activityInfo().attempt, worker })) as StageResult,
    rollBackModel: async (request) => (await inThread(pool, 'rollBackModel', request)) as { version: number },
    async endRun(request) {
      const result = (await inGoodTime(inThread(pool, 'endRun', request))) as RunPipelineResult;
      metrics.countRun(request.pipeline, request.state);
      return result;
    },
    planBackfill: async (request) => (await inThread(pool, 'planBackfill', request)) as BackfillChunk,
    announcePipelines: async () => {
      await inThread(pool, 'announcePipelines', { taskQueue: alerts.taskQueue, sources: await sourcesOf(catalogue) });
    },
    lookAtSchedule: (request) => lookAtSchedule(request, Context.current().client),
    lookAtRelease: async (release) => (await inThread(pool, 'lookAtRelease', release)) as ReleaseLook,
    moveRelease: async (request) => (await inThread(pool, 'moveRelease', request)) as readonly AlertEvent[],
    carryOutRelease: async (release) => {
      const { workflow } = Context.current().client;
      await workflow.signalWithStart<typeof releaseModel, [string]>('releaseModel', releaseOrder(alerts.taskQueue, release));
    },
    ...alertActivities(alerts),
    default: (task) => counted(metrics, () => traced(task, () => attemptStage({ task, attempt: activityInfo().attempt, worker }, pool))),
  };
}

/** By the name of the activity: the kind of the stage, or `runItems`. */
async function counted<T>(metrics: WorkerMetrics, work: () => Promise<T>): Promise<T> {
  const { activityType } = activityInfo();
  const startedAt = performance.now();
  let end: AttemptEnd = 'completed';
  try {
    return await work();
  } catch (error) {
    end = error instanceof CancelledFailure ? 'cancelled' : 'failed';
    throw error;
  } finally {
    metrics.countAttempt(activityType, end, (performance.now() - startedAt) / 1000);
  }
}

/** An attempt as a span below that of its stage. */
async function traced<T>(task: StageTask, work: () => Promise<T>): Promise<T> {
  const tracing = startTracing();
  if (tracing === undefined) return work();
  await tracing;
  const { runId, name, requestId, triesBefore = 0 } = task;
  const attempt = triesBefore + activityInfo().attempt;
  const attributes = {
    'leat.run': runId,
    'leat.stage': name,
    'leat.attempt': attempt,
    ...(requestId === undefined ? {} : { 'leat.request_id': requestId }),
  };
  return below(spanContextOf(task, name), () => inSpan(`attempt ${String(attempt)} of ${name}`, attributes, work));
}

/** One attempt at a stage. What its thread can no longer record, because it was ended or died, is recorded by another. */
async function attemptStage(job: StageJob, pool: ComputePool): Promise<StageResult> {
  const details = { attempt: (job.task.triesBefore ?? 0) + job.attempt };
  try {
    const { timeoutMs, light = false } = job.task;
    return (await whileBeating((options) => pool.run('runStage', job, { ...options, timeoutMs, light }))) as StageResult;
  } catch (error) {
    if (error instanceof CancelledFailure) throw error;
    if (error instanceof ThreadFailure) throw failureOf(error, details);
    const loss = { code: isLeatError(error) ? error.code : ('STAGE_FAILED' as const), message: messageOf(error) };
    const failure = await recorded(() => pool.run('recordLoss', { ...job, error: loss }));
    throw failureOf(failure, details);
  }
}

/** How many threads may die under the record of a loss: another light stage may end the one that they share. */
const RECORD_TRIES = 5;

/** @returns The failure by which recording a loss is answered. */
async function recorded(record: () => Promise<unknown>, tries = RECORD_TRIES): Promise<unknown> {
  try {
    await record();
    return new Error('invariant: a loss is answered by a failure');
  } catch (failure) {
    return failure instanceof ThreadFailure || tries <= 1 ? failure : recorded(record, tries - 1);
  }
}

/** A job of the engine itself. */
async function inThread<Name extends keyof ThreadJobs>(pool: ComputePool, name: Name, job: ThreadJobs[Name]): Promise<unknown> {
  try {
    return await whileBeating((options) => pool.run(name, job, options));
  } catch (error) {
    throw error instanceof CancelledFailure ? error : failureOf(error);
  }
}

/** Heartbeats with progress while the work goes on in a thread, and takes cancellation there. */
async function whileBeating(work: (options: { control: ControlBlock; cancelled: AbortSignal }) => Promise<unknown>): Promise<unknown> {
  const context = Context.current();
  const control = new ControlBlock();
  const beat = context.info.isLocal ? undefined : setInterval(() => context.heartbeat({ fraction: control.progress }), HEARTBEAT_MS);
  const onCancel = (): void => {
    control.end(context.cancellationDetails?.workerShutdown === true ? 'WORKER_STOPPED' : 'CANCELLED');
  };
  context.cancellationSignal.addEventListener('abort', onCancel, { once: true });
  try {
    return await work({ control, cancelled: context.cancellationSignal });
  } catch (error) {
    throw control.ending?.code === 'CANCELLED' ? new CancelledFailure('the run was cancelled') : error;
  } finally {
    clearInterval(beat);
  }
}

/**
 * A workflow that waits in its own task hears neither queries nor cancellation: what takes longer is begun anew, as an activity.
 * The work goes on all the same, since ending it would end all that its thread does.
 */
async function inGoodTime<T>(work: Promise<T>): Promise<T> {
  if (!activityInfo().isLocal) return work;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(ApplicationFailure.retryable('it takes longer than a workflow should wait in its task'));
    }, IN_TASK_MS);
  });
  return Promise.race([work, tooLong]).finally(() => {
    clearTimeout(timer);
  });
}

async function sourcesOf(catalogue: PipelineCatalogue): Promise<Awaited<ReturnType<PipelineCatalogue['sources']>>> {
  try {
    return await catalogue.sources();
  } catch (error) {
    throw failureOf(error);
  }
}

/** With its code, and its word on retry. */
function failureOf(error: unknown, details: object = {}): Error {
  const known = error instanceof ThreadFailure || isLeatError(error) ? error : undefined;
  if (known === undefined) return error instanceof Error ? error : new Error(String(error));
  return ApplicationFailure.create({
    type: known.code,
    message: known.message,
    nonRetryable: !known.retryable,
    details: [details],
    // Another worker need not wait: nothing is wrong with the stage.
    ...(known.code === 'WORKER_STOPPED' ? { nextRetryDelay: '1ms' } : {}),
  });
}

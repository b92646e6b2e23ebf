import { hostname } from 'node:os';
import { activityInfo, ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { AlertChannel } from '../alerts/alert.js';
import { isLeatError } from '../core/errors.js';
import type { RunSchedule, StageResult } from '../core/pipeline/run-state.js';
import type { RunPipelineResult } from '../workflows/run-pipeline.js';
import { ThreadFailure, type ComputePool } from './compute-pool.js';
import type { ThreadJobs } from './compute-thread.js';
import { ControlBlock } from './control-block.js';
import { deliverAlert } from './deliver-alert.js';
import type { EngineActivities } from './engine-activities.js';
import type { PipelineCatalogue } from './pipeline-catalogue.js';
import type { StageTask } from './stage-task.js';

const HEARTBEAT_MS = 1000;

/** `default` answers to every other name: stages of users come and go without a restart. */
export type WorkerActivities = EngineActivities & { default(task: StageTask): Promise<StageResult> };

/** What the activities of a worker work with. */
export interface WorkerParts {
  readonly pool: ComputePool;
  readonly catalogue: PipelineCatalogue;
  readonly channels: readonly AlertChannel[];
}

/** Everything that Temporal may ask of this worker, on its main thread: it hands over, beats and waits. */
export function createActivities({ pool, catalogue, channels }: WorkerParts): WorkerActivities {
  const sent = new Set<string>();
  const worker = `${String(process.pid)}@${hostname()}`;
  return {
    planRun: async (request) => (await inThread(pool, 'planRun', { request, sources: await sourcesOf(catalogue) })) as RunSchedule,
    endRun: async (request) => (await inThread(pool, 'endRun', request)) as RunPipelineResult,
    deliverAlert: (request) =>
      deliverAlert(channels, request, sent).catch((error: unknown) => {
        throw failureOf(error);
      }),
    default: async (task) => (await inThread(pool, 'runStage', { task, attempt: activityInfo().attempt, worker })) as StageResult,
  };
}

/** The one wrapper: heartbeats with progress, cancellation into the thread, failures with their code and word on retry. */
async function inThread<Name extends keyof ThreadJobs>(pool: ComputePool, name: Name, job: ThreadJobs[Name]): Promise<unknown> {
  const context = Context.current();
  const control = new ControlBlock();
  const beat = setInterval(() => {
    context.heartbeat({ fraction: control.progress });
  }, HEARTBEAT_MS);
  try {
    return await pool.run(name, job, { control, cancelled: context.cancellationSignal });
  } catch (error) {
    throw context.cancellationSignal.aborted ? new CancelledFailure('the run was cancelled') : failureOf(error);
  } finally {
    clearInterval(beat);
  }
}

async function sourcesOf(catalogue: PipelineCatalogue): Promise<Awaited<ReturnType<PipelineCatalogue['sources']>>> {
  try {
    return await catalogue.sources();
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): Error {
  const known = error instanceof ThreadFailure || isLeatError(error) ? error : undefined;
  if (known === undefined) return error instanceof Error ? error : new Error(String(error));
  return ApplicationFailure.create({ type: known.code, message: known.message, nonRetryable: !known.retryable });
}

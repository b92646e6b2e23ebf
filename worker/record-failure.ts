import type { ErrorCode } from '../core/error-codes.js';
import { isLeatError, LeatError, messageOf } from '../core/errors.js';
import type { PlannedStage } from '../core/pipeline/plan.js';
import type { AttemptKey } from '../stores/metadata/metadata-store.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import { loadPlannedRun } from './planned-run.js';
import { stageKey } from './stage-code.js';
import type { StageTask } from './stage-task.js';
import type { ThreadServices } from './thread-services.js';

/** How an attempt at a stage failed, and whether another one is worth while. */
export class AttemptFailure extends Error {
  override readonly name = 'AttemptFailure';
  readonly code: string;
  readonly retryable: boolean;

  constructor({ code, message, retryable }: { code: string; message: string; retryable: boolean }, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.retryable = retryable;
  }
}

/** The stage did not fail: its worker left. */
const LOST: readonly string[] = ['WORKER_STOPPED'] satisfies ErrorCode[];

/** What is waited for is not there yet: not a failure, and not an attempt of its own. */
const WAITING: ErrorCode = 'WAITING';

interface FailedAttempt {
  readonly task: StageTask;
  readonly stage: PlannedStage;
  readonly key: AttemptKey;
  readonly error: unknown;
}

/** Numbers attempts through the whole life of a stage in its run. A stage that waits has one, however often it looks. */
export function attemptKey({ task, attempt }: { task: StageTask; attempt: number }, { name, execution }: PlannedStage): AttemptKey {
  return { runId: task.runId, name, attempt: (task.triesBefore ?? 0) + (execution?.kind === 'wait' ? 1 : attempt) };
}

/** Records why an attempt failed, and says whether the tries of its stage are spent: only its own failures count. */
export async function recordFailure({ task, stage, key, error: met }: FailedAttempt, services: ThreadServices): Promise<AttemptFailure> {
  const error = met instanceof AttemptFailure ? met.cause : met; // a stage fails of what its inner stage failed of
  const { code, message } = { code: isLeatError(error) ? error.code : 'STAGE_FAILED', message: messageOf(error) };
  if (code === WAITING) return new AttemptFailure({ code, message, retryable: true }, error);
  const { metadata, log } = services;
  try {
    const retryable =
      mayPass(error, stage) && (LOST.includes(code) || (await failuresBefore(key, task, services)) + 1 < stage.policy.retry.attempts);
    await metadata.failAttempt(key, { code, message, stage: stage.name }, !retryable);
    return new AttemptFailure({ code, message, retryable }, error);
  } catch (failure) {
    // A store that cannot be written to must not hide why the stage failed.
    log.warn({ runId: key.runId, stage: key.name, failure: messageOf(failure) }, 'the failure of an attempt could not be recorded');
    return new AttemptFailure({ code, message, retryable: mayPass(error, stage) }, error);
  }
}

function mayPass(error: unknown, { policy }: PlannedStage): boolean {
  const code = isLeatError(error) ? error.code : 'STAGE_FAILED';
  return policy.retry.codes?.includes(code) ?? (isLeatError(error) ? error.retryable : true);
}

async function failuresBefore(
  { runId, name, attempt }: AttemptKey,
  { triesBefore = 0 }: StageTask,
  { metadata }: ThreadServices,
): Promise<number> {
  const attempts = await metadata.attempts(runId, name);
  return attempts.filter(
    (each) => each.attempt > triesBefore && each.attempt < attempt && each.error !== null && !LOST.includes(each.error.code),
  ).length;
}

export interface LossJob {
  readonly task: StageTask;
  readonly attempt: number;
  readonly worker: string;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** Records an attempt whose thread can no longer do it itself: it was ended, or died, perhaps before the beginning was recorded. */
export async function recordLoss({ task, attempt, worker, error }: LossJob, services: ThreadServices): Promise<never> {
  const { artifacts, metadata } = services;
  const run = await loadPlannedRun(task.plan, artifacts);
  const stage = run.stage(task.name);
  const key = attemptKey({ task, attempt }, stage);
  if (!(await metadata.attempts(key.runId, key.name)).some((begun) => begun.attempt === key.attempt)) {
    const { whole } = await stageKey({ planned: run.planned, stage, inputs: task.inputs, runId: key.runId }, services);
    await metadata.beginAttempt(key, { stage: stage.stage, cacheKey: whole, worker, plan: requireDigest(task.plan) });
  }
  throw await recordFailure({ task, stage, key, error: new LeatError(error.code, error.message) }, services);
}

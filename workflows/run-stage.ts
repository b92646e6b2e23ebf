import { isCancellation } from '@temporalio/workflow';
import type { ScheduledStage, StageResult } from '../core/pipeline/run-schedule.js';
import { inputDigests, type RunState, type StageEvent, type StageFailure } from '../core/pipeline/run-state.js';
import { announceFailure, announceModel } from './announce-stage.js';
import type { Decisions } from './decisions.js';
import type { RunIdentity } from './end-run.js';
import { failureOf } from './failure-of.js';
import { runActivity } from './run-activity.js';
import { runApproval } from './run-approval.js';
import { runMapped } from './run-mapped.js';
import { runNested } from './run-nested.js';
import { runStudy } from './run-study.js';
import type { StageTask } from '../worker/stage-task.js';

/** A stage that may start, and all that is needed to run it in whichever way. */
export interface StageToRun {
  readonly identity: RunIdentity;
  readonly run: RunState;
  readonly stage: ScheduledStage;
  readonly decisions: Decisions;
  readonly task: StageTask;
}

/** How stages are run. A record, so that a new way does not compile until it is here. */
const ways: Readonly<Record<'activity' | NonNullable<ScheduledStage['execution']>['kind'], (stage: StageToRun) => Promise<StageResult>>> = {
  activity: runActivity,
  wait: runActivity,
  approval: runApproval,
  pipeline: runNested,
  map: runMapped,
  study: runStudy,
};

/** Runs a stage in its way, under its own policy; however it ends, the end is an event. */
export async function runStage(given: Omit<StageToRun, 'task'>): Promise<StageEvent> {
  const { stage } = given;
  try {
    const result = await ways[stage.execution?.kind ?? 'activity']({ ...given, task: taskOf(given) });
    await announceModel(given.identity, stage, result);
    return { kind: 'completed', stage: stage.name, at: Date.now(), result };
  } catch (error) {
    if (isCancellation(error)) return { kind: 'cancelled', stage: stage.name, at: Date.now() };
    const failure = expiryOr(failureOf(error), stage);
    await announceFailure(given.identity, stage, failure);
    return { kind: 'failed', stage: stage.name, at: Date.now(), error: failure };
  }
}

/** For a stage that waits, the end of its time has a name of its own. */
function expiryOr(error: StageFailure, { execution }: ScheduledStage): StageFailure {
  if (execution?.kind !== 'wait' || (error.code !== 'STAGE_TIMEOUT' && error.code !== 'WAITING')) return error;
  const seen = error.code === 'WAITING' ? `; at last: ${error.message}` : '';
  return { code: 'WAIT_EXPIRED', message: `what it waits for did not come within ${String(execution.deadlineMs / 1000)} s${seen}` };
}

function taskOf({ identity, run, stage }: Omit<StageToRun, 'task'>): StageTask {
  const { triesBefore } = run.stages.get(stage.name) ?? {};
  return {
    runId: identity.runId,
    plan: run.schedule.plan,
    name: stage.name,
    inputs: inputDigests(run, stage),
    timeoutMs: stage.policy.timeoutMs,
    ...(stage.policy.light === undefined ? {} : { light: stage.policy.light }),
    ...(identity.requestId === undefined ? {} : { requestId: identity.requestId }),
    ...(identity.traceparent === undefined ? {} : { traceparent: identity.traceparent }),
    ...(triesBefore === undefined ? {} : { triesBefore }),
  };
}

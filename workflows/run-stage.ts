import { ActivityCancellationType, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { RunState, ScheduledStage, StageEvent, StageResult } from '../core/pipeline/run-state.js';
import { inputDigests } from '../core/pipeline/run-state.js';
import { failureOf } from './failure-of.js';
import type { StageTask } from '../worker/stage-task.js';

/** Runs a stage as an activity of its own name, under its own policy; however it ends, the end is an event. */
export async function runStage(runId: string, run: RunState, stage: ScheduledStage): Promise<StageEvent> {
  const { retry, timeoutMs, heartbeatMs } = stage.policy;
  const activities = proxyActivities<Record<string, (task: StageTask) => Promise<StageResult>>>({
    activityId: stage.name,
    startToCloseTimeout: timeoutMs,
    heartbeatTimeout: heartbeatMs,
    // The run is over when its threads are: nothing goes on computing for a cancelled run.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      maximumAttempts: retry.attempts,
      initialInterval: retry.initialMs,
      backoffCoefficient: retry.factor,
      maximumInterval: Math.max(retry.maximumMs, retry.initialMs),
    },
  });
  const task: StageTask = { runId, plan: run.schedule.plan, name: stage.name, inputs: inputDigests(run, stage), attempts: retry.attempts };
  try {
    const result = await activityNamed(activities, stage.stage)(task);
    return { kind: 'completed', stage: stage.name, at: Date.now(), result };
  } catch (error) {
    if (isCancellation(error)) return { kind: 'cancelled', stage: stage.name, at: Date.now() };
    return { kind: 'failed', stage: stage.name, at: Date.now(), error: failureOf(error) };
  }
}

function activityNamed<A>(activities: Readonly<Record<string, A>>, name: string): A {
  const activity = activities[name];
  if (activity === undefined) throw new Error('invariant: a proxy has every activity');
  return activity;
}

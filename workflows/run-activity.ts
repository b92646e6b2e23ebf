import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { SchedulePolicy, ScheduledStage, StageResult } from '../core/pipeline/run-schedule.js';
import type { StageTask } from '../worker/stage-task.js';
import type { StageToRun } from './run-stage.js';

/**
 * The worker counts the failures of a stage and says when they are enough. Tries that were lost with
 * their worker are no fault of the stage: Temporal repeats them up to this many times on top.
 */
const LOST_WORKERS = 20;

/** Beyond the stage's own time-out, which its worker sees to: for a worker that no longer does. */
const TIMEOUT_MARGIN_MS = 15_000;

/** As an activity of its own name. */
export async function runActivity({ stage, task }: Pick<StageToRun, 'stage' | 'task'>): Promise<StageResult> {
  const { policy, execution } = stage;
  const options = activityOptions(policy);
  const activities = proxyActivities<Record<string, (task: StageTask) => Promise<StageResult>>>({
    activityId: stage.name,
    ...options,
    ...(execution?.kind === 'wait' ? { retry: polling(execution.everyMs), scheduleToCloseTimeout: execution.deadlineMs } : {}),
  });
  return activityNamed(activities, stage)(task);
}

/** What a stage's policy means to Temporal. */
export function activityOptions({ retry, timeoutMs, totalTimeoutMs, heartbeatMs, queue, priority }: SchedulePolicy): ActivityOptions {
  return {
    startToCloseTimeout: timeoutMs + TIMEOUT_MARGIN_MS,
    ...(totalTimeoutMs === undefined ? {} : { scheduleToCloseTimeout: totalTimeoutMs }),
    heartbeatTimeout: heartbeatMs,
    // The run is over when its threads are: nothing goes on computing for a cancelled run.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    ...(queue === undefined ? {} : { taskQueue: queue }),
    ...(priority === undefined ? {} : { priority: { priorityKey: priority } }),
    retry: {
      maximumAttempts: retry.attempts + LOST_WORKERS,
      initialInterval: retry.initialMs,
      backoffCoefficient: retry.factor,
      maximumInterval: Math.max(retry.maximumMs, retry.initialMs),
    },
  };
}

/** Waiting is a try that fails until what is waited for is there: the server keeps the time, history does not grow. */
function polling(everyMs: number) {
  return { initialInterval: everyMs, backoffCoefficient: 1 };
}

function activityNamed<A>(activities: Readonly<Record<string, A>>, { stage }: ScheduledStage): A {
  const activity = activities[stage];
  if (activity === undefined) throw new Error('invariant: a proxy has every activity');
  return activity;
}

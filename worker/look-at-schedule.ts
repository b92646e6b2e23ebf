import type { Client, ScheduleDescription } from '@temporalio/client';
import { milliseconds } from '../core/pipeline/duration.js';
import { alertAbout, type ScheduledRunState } from '../core/schedule/watched-time.js';
import { scheduledWorkflowId, scheduleIdOf } from '../core/schedule/scheduled-run.js';
import { nextTime } from '../core/schedule/schedule-times.js';
import type { RunPipelineRequest } from '../workflows/run-pipeline.js';
import type { ScheduleLook, ScheduleLookRequest } from './engine-activities.js';

/** Times further back than this are not looked at: nobody is to hear of a week's downtime run by run. */
const LONGEST_LOOK_MS = 86_400_000;

/**
 * What became of the time of a schedule whose deadline has passed, and which time comes next, by the schedule as it is now.
 *
 * @returns null when nothing is to be watched any more: it was deleted, or lost its deadline.
 */
export async function lookAtSchedule({ name, at, after }: ScheduleLookRequest, client: Client): Promise<ScheduleLook | null> {
  const described = await client.schedule
    .getHandle(scheduleIdOf(name))
    .describe()
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ScheduleNotFoundError') return null;
      throw error;
    });
  const watched = described === null ? null : watchedPart(described);
  if (described === null || watched === null) return null;
  const { schedule, pipeline, deadline } = watched;
  const next = nextTime(schedule, Math.max(after, Date.now() - LONGEST_LOOK_MS));
  const alert =
    at === null || described.state.paused
      ? null
      : alertAbout({
          schedule: name,
          pipeline,
          at,
          deadline,
          overlap: schedule.overlap,
          ...(await runAt(scheduledWorkflowId(name, at), client)),
        });
  return { alert, next: next === null ? null : { at: next, wakeAt: next + milliseconds(deadline) } };
}

function watchedPart({ action }: ScheduleDescription) {
  const [request] = (action.args ?? []) as readonly (RunPipelineRequest | undefined)[]; // a schedule of this name is ours
  const { schedule, pipeline } = request ?? {};
  return schedule?.deadline === undefined || pipeline === undefined ? null : { schedule, pipeline, deadline: schedule.deadline };
}

async function runAt(workflowId: string, { workflow }: Client): Promise<{ state: ScheduledRunState; runId: string | null }> {
  try {
    const { status, runId } = await workflow.getHandle(workflowId).describe();
    return { state: status.name === 'RUNNING' ? 'running' : 'over', runId };
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return { state: 'absent', runId: null };
    throw error;
  }
}

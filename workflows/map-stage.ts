import { ChildWorkflowCancellationType, executeChild } from '@temporalio/workflow';
import type { ScheduledStage, StageResult } from '../core/pipeline/run-schedule.js';
import type { StageTask } from '../worker/stage-task.js';
import { closeMap, openMap } from './engine-activities.js';
import type { mapItems } from './map-items.js';

export interface MapStageRequest {
  readonly task: StageTask;
  readonly stage: ScheduledStage;
}

/** Items of one child workflow: with their activities its history stays under 2,000 events. */
const CHUNK = 1_000;

/** Runs a stage's code for every item, chunk by chunk, and joins what they made. */
export async function mapStage({ task, stage }: MapStageRequest): Promise<StageResult> {
  const { items } = await openMap(task);
  for (let from = 0; from < items; from += CHUNK) {
    const to = Math.min(items, from + CHUNK);
    await executeChild<typeof mapItems>('mapItems', {
      args: [{ task, stage, from, to }],
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    });
  }
  return closeMap(task);
}

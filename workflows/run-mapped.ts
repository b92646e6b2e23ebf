import { ChildWorkflowCancellationType, executeChild } from '@temporalio/workflow';
import type { StageResult } from '../core/pipeline/run-schedule.js';
import type { mapStage } from './map-stage.js';
import type { StageToRun } from './run-stage.js';

/** As one run of its code for every item, in workflows of its own: the run's history stays small. */
export async function runMapped({ identity: { runId }, stage, task }: StageToRun): Promise<StageResult> {
  return executeChild<typeof mapStage>('mapStage', {
    workflowId: `${runId}-${stage.name}-${String(task.triesBefore ?? 0)}`,
    args: [{ task, stage }],
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

import { ChildWorkflowCancellationType, executeChild } from '@temporalio/workflow';
import type { StageResult } from '../core/pipeline/run-schedule.js';
import type { StageToRun } from './run-stage.js';
import type { studyStage } from './study-stage.js';

/** As trials that are suggested from each other's ends, in a workflow of its own: the run's history stays small. */
export async function runStudy({ identity: { runId }, stage, task }: StageToRun): Promise<StageResult> {
  return executeChild<typeof studyStage>('studyStage', {
    workflowId: `${runId}-${stage.name}-${String(task.triesBefore ?? 0)}`,
    args: [{ task, stage }],
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

import type { WorkflowClient } from '@temporalio/client';
import { releaseWorkflowId } from '../core/release/release-workflow.js';
import type { releaseModel } from '../workflows/release-model.js';

/** Hands a release to the workflow of its alias, which is begun when there is none. */
export async function carryOutRelease(
  workflow: WorkflowClient,
  { id, taskQueue, ...alias }: { id: string; model: string; alias: string; taskQueue: string },
): Promise<void> {
  await workflow.signalWithStart<typeof releaseModel, [string]>('releaseModel', {
    workflowId: releaseWorkflowId(taskQueue, alias),
    taskQueue,
    args: [{ waiting: [] }],
    signal: 'release',
    signalArgs: [id],
  });
}

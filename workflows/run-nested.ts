import { executeChild } from '@temporalio/workflow';
import type { StageResult } from '../core/pipeline/run-schedule.js';
import { recordNested } from './engine-activities.js';
import type { runPipeline } from './run-pipeline.js';
import type { StageToRun } from './run-stage.js';

/** As a run of its own, with its own record, cache and page: its outputs are the stage's. */
export async function runNested({ identity: { runId, requestId, traceparent }, stage, task }: StageToRun): Promise<StageResult> {
  if (stage.execution?.kind !== 'pipeline') throw new Error('invariant: only pipelines are run as runs');
  const { pipeline, params } = stage.execution;
  const result = await executeChild<typeof runPipeline>('runPipeline', {
    workflowId: `${runId}-${stage.name}-${String(task.triesBefore ?? 0)}`,
    args: [
      {
        pipeline,
        params,
        parentRun: runId,
        ...(requestId === undefined ? {} : { requestId }),
        ...(traceparent === undefined ? {} : { traceparent }),
      },
    ],
  });
  await recordNested({ task, result });
  return {
    outputs: Object.fromEntries(Object.entries(result.outputs).map(([name, { digest }]) => [name, digest])),
    figures: result.metrics,
  };
}

import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';

const pipelineKey = defineSearchAttributeKey('LeatPipeline', SearchAttributeType.KEYWORD);
const stateKey = defineSearchAttributeKey('LeatRunState', SearchAttributeType.KEYWORD);

/** Makes a run findable in Temporal's own page and list calls. */
export function markRun({ pipeline, state }: { pipeline: string; state: string }): void {
  upsertSearchAttributes([
    { key: pipelineKey, value: pipeline },
    { key: stateKey, value: state },
  ]);
}

import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttributes } from '../core/pipeline/search-attributes.js';

const pipelineKey = defineSearchAttributeKey(searchAttributes.pipeline, SearchAttributeType.KEYWORD);
const modelKey = defineSearchAttributeKey(searchAttributes.model, SearchAttributeType.KEYWORD);
const stateKey = defineSearchAttributeKey(searchAttributes.state, SearchAttributeType.KEYWORD);

/** Makes a run findable in Temporal's own page and list calls: by the model that it registered too. */
export function markRun({ pipeline, state, model }: { pipeline: string; state: string; model?: string | null }): void {
  upsertSearchAttributes([
    { key: pipelineKey, value: pipeline },
    { key: stateKey, value: state },
    ...(model === undefined || model === null ? [] : [{ key: modelKey, value: model }]),
  ]);
}

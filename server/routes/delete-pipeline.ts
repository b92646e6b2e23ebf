import { z } from 'zod';
import { changeHeaders } from '../change-headers.js';
import { defineRoute } from '../define-route.js';
import { requireMatch } from '../etag.js';
import { pipelineState } from './pipeline-state.js';

export const deletePipeline = defineRoute({
  method: 'DELETE',
  path: '/api/v1/pipelines/:pipeline',
  summary: 'Delete a pipeline that was sent, with all versions; its runs stay',
  role: 'deployer',
  action: 'pipeline.delete',
  request: { params: z.strictObject({ pipeline: z.string() }), headers: changeHeaders },
  replies: { 204: 'nothing' },
  problems: ['PIPELINE_UNKNOWN', 'PIPELINE_DECLARED', 'PRECONDITION_FAILED'],

  async handle({ params: { pipeline }, headers }, { client }) {
    const seen = headers['if-match'] === undefined ? null : await pipelineState(pipeline, client);
    requireMatch(headers, seen);
    await client.pipelines.delete(pipeline, seen?.version ?? undefined);
    return { status: 204, body: '' };
  },
});

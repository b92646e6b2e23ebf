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
    if (headers['if-match'] !== undefined) requireMatch(headers, await pipelineState(pipeline, client));
    await client.pipelines.delete(pipeline);
    return { status: 204, body: '' };
  },
});

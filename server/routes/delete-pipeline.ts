import { z } from 'zod';
import { defineRoute } from '../define-route.js';

export const deletePipeline = defineRoute({
  method: 'DELETE',
  path: '/api/v1/pipelines/:pipeline',
  summary: 'Delete a pipeline that was sent, with all versions; its runs stay',
  role: 'deployer',
  action: 'pipeline.delete',
  request: { params: z.strictObject({ pipeline: z.string() }) },
  replies: { 204: 'nothing' },
  problems: ['PIPELINE_UNKNOWN', 'PIPELINE_DECLARED'],

  async handle({ params: { pipeline } }, { client }) {
    await client.pipelines.delete(pipeline);
    return { status: 204, body: '' };
  },
});

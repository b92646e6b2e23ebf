import { z } from 'zod';
import { pipelineDetails } from '../../core/api/pipeline.js';
import { defineRoute } from '../define-route.js';
import { tagged } from '../etag.js';
import { pipelineState } from './pipeline-state.js';

export const getPipeline = defineRoute({
  method: 'GET',
  path: '/api/v1/pipelines/:pipeline',
  summary: 'A pipeline: its parameters, what starts it, and its versions',
  role: 'viewer',
  request: { params: z.strictObject({ pipeline: z.string() }) },
  replies: { 200: pipelineDetails, 304: 'nothing: the client has it' },
  problems: ['PIPELINE_UNKNOWN'],

  handle: async ({ params: { pipeline }, headers }, { client }) => tagged(await pipelineState(pipeline, client), { headers }),
});

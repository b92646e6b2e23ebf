import { z } from 'zod';
import { pipelineDetails } from '../../core/api/pipeline.js';
import { defineRoute } from '../define-route.js';
import { tagged } from '../etag.js';

export const getPipeline = defineRoute({
  method: 'GET',
  path: '/api/v1/pipelines/:pipeline',
  summary: 'A pipeline: its parameters, what starts it, and its versions',
  role: 'viewer',
  request: { params: z.strictObject({ pipeline: z.string() }) },
  replies: { 200: pipelineDetails, 304: 'nothing: the client has it' },
  problems: ['PIPELINE_UNKNOWN'],

  async handle({ params: { pipeline: name }, headers }, { client }) {
    const pipeline = await client.pipelines.get(name);
    const sent = pipeline.source === 'file' ? [] : await client.pipelines.versions(name);
    const versions = sent.map(({ version, sentAt, sentBy }) => ({ version, sentAt, sentBy }));
    const specification = sent[0] === undefined ? null : (JSON.parse(sent[0].specification) as unknown);
    return tagged({ ...pipeline, versions, specification }, { headers });
  },
});

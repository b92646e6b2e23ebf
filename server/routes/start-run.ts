import { z } from 'zod';
import { startedRun, startRequest } from '../../core/api/run.js';
import { defineRoute } from '../define-route.js';
import { originOf, startHeaders, startKeyOf } from '../start-headers.js';

export const startRun = defineRoute({
  method: 'POST',
  path: '/api/v1/pipelines/:pipeline/runs',
  summary: 'Start a run',
  role: 'operator',
  action: 'run.start',
  request: { params: z.strictObject({ pipeline: z.string() }), headers: startHeaders, body: startRequest },
  replies: { 202: startedRun },
  problems: ['PIPELINE_UNKNOWN', 'PARAMETER_INVALID', 'IDEMPOTENCY_KEY_REUSED', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { pipeline }, headers, caller, body: { params, seed, cache, tags } }, { client }) {
    await client.pipelines.check(pipeline, params);
    const request = {
      params,
      ...(seed !== undefined && { seed }),
      ...(cache !== undefined && { cache }),
      ...(tags !== undefined && { tags }),
      ...originOf(headers),
    };
    const { runId, workflowId } = await client.runs.startOnce(pipeline, request, startKeyOf(headers, caller));
    return { status: 202, headers: { location: `/api/v1/runs/${runId}` }, body: { id: runId, workflowId, pipeline } };
  },
});

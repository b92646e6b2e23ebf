import { z } from 'zod';
import { resumeRequest, startedRun } from '../../core/api/run.js';
import { defineRoute } from '../define-route.js';
import { originOf, startHeaders, startKeyOf } from '../start-headers.js';

export const resumeRun = defineRoute({
  method: 'POST',
  path: '/api/v1/runs/:run/resume',
  summary: 'Start a run that adopts every finished stage of an earlier one',
  role: 'operator',
  action: 'run.resume',
  request: { params: z.strictObject({ run: z.string() }), headers: startHeaders, body: resumeRequest.prefault({}) },
  replies: { 202: startedRun },
  problems: ['RUN_UNKNOWN', 'IDEMPOTENCY_KEY_REUSED', 'TEMPORAL_UNREACHABLE'],

  async handle({ params: { run: id }, headers, caller, body: { params, seed, from } }, { client }) {
    const { run } = await client.runs.get(id);
    const request = {
      resumeOf: id,
      params,
      ...(seed !== undefined && { seed }),
      ...(from !== undefined && { from }),
      ...originOf(headers),
    };
    const { runId, workflowId } = await client.runs.startOnce(run.pipeline, request, startKeyOf(headers, caller));
    return { status: 202, headers: { location: `/api/v1/runs/${runId}` }, body: { id: runId, workflowId, pipeline: run.pipeline } };
  },
});

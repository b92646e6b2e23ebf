import { z } from 'zod';
import { pipelineRequest, pipelineVersion } from '../../core/api/pipeline.js';
import { LeatError } from '../../core/errors.js';
import { checkSpecification } from '../../core/pipeline/check-specification.js';
import { requirePlanWithinLimits } from '../access/require-plan-within-limits.js';
import { changeHeaders } from '../change-headers.js';
import { defineRoute } from '../define-route.js';
import { requireMatch } from '../etag.js';
import { pipelineState } from './pipeline-state.js';

export const putPipeline = defineRoute({
  method: 'PUT',
  path: '/api/v1/pipelines/:pipeline',
  summary: 'Send a pipeline as JSON, or a new version of it',
  role: 'deployer',
  action: 'pipeline.put',
  request: {
    params: z.strictObject({ pipeline: z.string() }),
    headers: changeHeaders,
    form: pipelineRequest,
    body: z.record(z.string(), z.json()),
  },
  replies: { 200: pipelineVersion, 201: pipelineVersion },
  problems: ['PIPELINE_INVALID', 'PIPELINE_DECLARED', 'PIPELINE_UNKNOWN', 'PRECONDITION_FAILED'],

  async handle({ params: { pipeline: name }, headers, body, caller }, { client }) {
    if (body.name !== name) {
      throw new LeatError('PIPELINE_INVALID', `body.name: expected "${name}", as the path has it, got ${JSON.stringify(body.name)}`);
    }
    const seen = headers['if-match'] === undefined ? null : await pipelineState(name, client);
    requireMatch(headers, seen);
    // Stages bring all trainers with them: a third of what a server would load at its start.
    const { builtInDeclarations } = await import('../../activities/stages.js');
    const specification = await client.pipelines.withStages((own) => checkSpecification(body, new Map([...own, ...builtInDeclarations])));
    requirePlanWithinLimits(caller, specification);
    const { version, sentAt, sentBy } = await client.pipelines.send(specification, {
      sentBy: caller.actor,
      after: seen?.version ?? undefined,
    });
    return {
      status: version === 1 ? 201 : 200,
      headers: { location: `/api/v1/pipelines/${name}` },
      body: { name, version, sentAt, sentBy },
    };
  },
});

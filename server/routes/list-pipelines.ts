import { z } from 'zod';
import { pipelineSummary } from '../../core/api/pipeline.js';
import { defineRoute } from '../define-route.js';

export const listPipelines = defineRoute({
  method: 'GET',
  path: '/api/v1/pipelines',
  summary: 'Pipelines that can be run',
  role: 'viewer',
  request: {},
  replies: { 200: z.object({ pipelines: z.array(pipelineSummary) }) },
  problems: [],

  async handle(_request, { client }) {
    const known = await client.pipelines.list();
    const pipelines = known.map(({ params: _params, onEvent: _onEvent, ...summary }) => summary);
    return { status: 200, body: { pipelines } };
  },
});

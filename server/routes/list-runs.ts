import { z } from 'zod';
import { runStates } from '../../core/pipeline/states.js';
import { defineRoute } from '../define-route.js';
import { runRecord } from './run-record.js';

export const listRuns = defineRoute({
  method: 'GET',
  path: '/api/v1/runs',
  summary: 'Runs, newest first, page by page',
  role: 'viewer',
  request: {
    query: z.strictObject({
      pipeline: z.string().optional(),
      state: z.enum(runStates).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().optional().describe('`next` of the page before'),
    }),
  },
  replies: { 200: z.object({ runs: z.array(runRecord), next: z.string().nullable() }) },
  problems: [],

  async handle({ query: { pipeline, state, limit, cursor } }, { metadata }) {
    const found = await metadata.listRuns({
      ...(pipeline !== undefined && { pipeline }),
      ...(state !== undefined && { state }),
      ...(cursor !== undefined && { before: cursor }),
      limit: limit + 1, // one more tells whether there is another page
    });
    const runs = found.slice(0, limit);
    return { status: 200, body: { runs, next: found.length > limit ? (runs.at(-1)?.id ?? null) : null } };
  },
});

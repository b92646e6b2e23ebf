import { z } from 'zod';
import { nextPage, pageQuery } from '../../core/api/paging.js';
import { runRecord } from '../../core/api/run.js';
import { runStates } from '../../core/pipeline/states.js';
import { defineRoute } from '../define-route.js';
import { readPage } from '../read-page.js';

export const listRuns = defineRoute({
  method: 'GET',
  path: '/api/v1/runs',
  summary: 'Runs, newest first, page by page',
  role: 'viewer',
  request: {
    query: z.strictObject({
      pipeline: z.string().optional(),
      state: z.enum(runStates).optional(),
      schedule: z.string().optional().describe('only runs that this schedule started'),
      ...pageQuery,
    }),
  },
  replies: { 200: z.object({ runs: z.array(runRecord), next: nextPage }) },
  problems: ['RUN_UNKNOWN'],

  async handle({ query: { pipeline, state, schedule, limit, cursor } }, { metadata }) {
    const filter = {
      ...(pipeline !== undefined && { pipeline }),
      ...(state !== undefined && { state }),
      ...(schedule !== undefined && { schedule }),
      ...(cursor !== undefined && { before: cursor }),
    };
    const { entries: runs, next } = await readPage(
      limit,
      (most) => metadata.listRuns({ ...filter, limit: most }),
      ({ id }) => id,
    );
    return { status: 200, body: { runs, next } };
  },
});

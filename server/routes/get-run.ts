import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import { defineRoute } from '../define-route.js';
import { runRecord, stageRecord } from './run-record.js';

export const getRun = defineRoute({
  method: 'GET',
  path: '/api/v1/runs/:run',
  summary: 'A run and its stages',
  role: 'viewer',
  request: { params: z.strictObject({ run: z.string() }) },
  replies: { 200: runRecord.extend({ stages: z.array(stageRecord) }) },
  problems: ['RUN_UNKNOWN'],

  async handle({ params: { run: id } }, { metadata }) {
    const run = await metadata.run(id);
    if (run === null) throw new LeatError('RUN_UNKNOWN', `no run has the id "${id}"`, { details: { run: id } });
    return { status: 200, body: { ...run, stages: await metadata.stages(id) } };
  },
});

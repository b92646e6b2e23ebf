import { z } from 'zod';
import { stageDetails } from '../../core/api/run.js';
import { LeatError } from '../../core/errors.js';
import { suggestName } from '../../core/nearest-name.js';
import { defineRoute } from '../define-route.js';

export const getStage = defineRoute({
  method: 'GET',
  path: '/api/v1/runs/:run/stages/:stage',
  summary: 'A stage of a run and its attempts',
  role: 'viewer',
  request: { params: z.strictObject({ run: z.string(), stage: z.string() }) },
  replies: { 200: stageDetails },
  problems: ['RUN_UNKNOWN', 'STAGE_UNKNOWN'],

  async handle({ params: { run, stage: name } }, { client, metadata }) {
    const { stages } = await client.runs.get(run);
    const stage = stages.find((each) => each.name === name);
    if (stage !== undefined) return { status: 200, body: { ...stage, tries: await metadata.attempts(run, name) } };
    const names = stages.map((each) => each.name);
    throw new LeatError('STAGE_UNKNOWN', `run ${run}: expected the name of a stage, got "${name}"; ${suggestName(name, names)}`, {
      details: { stage: name },
    });
  },
});

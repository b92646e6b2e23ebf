import { z } from 'zod';
import { runStates } from '../../core/pipeline/states.js';
import { defineCommand } from '../define-command.js';
import { settled } from '../settled.js';
import { durationText } from '../text/duration-text.js';
import { tableText } from '../text/table-text.js';

export const runs = defineCommand({
  name: 'runs',
  summary: 'List runs, newest first',
  example: 'leat runs --pipeline penguins --state failed',
  input: z.strictObject({
    pipeline: z.string().optional().describe('only of this pipeline').meta({ placeholder: 'name' }),
    state: z.enum(runStates).optional().describe('only in this state').meta({ placeholder: 'state' }),
    limit: z.coerce.number().int().positive().max(1000).default(20).describe('how many at most').meta({ placeholder: 'count' }),
  }),
  async run({ limit, pipeline, state }, context) {
    const { runs } = await context.client();
    const { terminal } = context;
    const recorded = await runs.list({ limit, ...(pipeline === undefined ? {} : { pipeline }), ...(state === undefined ? {} : { state }) });
    const listed = (await settled(recorded, context)).filter((run) => state === undefined || run.state === state);
    const head = ['RUN', 'PIPELINE', 'STATE', 'STARTED', 'TOOK'].map((title) => terminal.paint('dim', title));
    const rows = listed.map((run) => [
      run.id,
      run.pipeline,
      run.state,
      run.startedAt.toISOString().replace('T', ' ').slice(0, 19),
      run.endedAt === null ? '' : durationText(run.endedAt.getTime() - run.startedAt.getTime()),
    ]);
    return { document: { runs: listed }, text: listed.length === 0 ? 'no runs' : tableText([head, ...rows]) };
  },
});

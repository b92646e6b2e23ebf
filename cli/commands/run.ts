import { z } from 'zod';
import { checkRun } from '../check-run.js';
import { defineCommand } from '../define-command.js';
import { followRun } from '../follow-run.js';
import { parseTags } from '../parse-tags.js';
import { paramOptions, readParams } from '../parse-params.js';

export const run = defineCommand({
  name: 'run',
  summary: 'Run a pipeline and show how it goes on',
  example: 'leat run penguins --param testFraction=0.3',
  positional: ['pipeline'],
  input: z.strictObject({
    pipeline: z.string().describe('name of the pipeline'),
    ...paramOptions,
    tag: z.array(z.string()).default([]).describe('a tag to find the run by; repeatable').meta({ placeholder: 'name=value' }),
    seed: z.coerce.number().int().optional().describe('seed of everything random: equal seeds and data give equal models'),
    asOf: z.string().optional().describe('build the pipeline by the code of this run').meta({ placeholder: 'run' }),
    cache: z.boolean().default(true).describe('compute every stage again'),
    detach: z.boolean().default(false).describe('start the run and return'),
  }),
  async run({ pipeline, tag, seed, asOf, cache, detach, ...params }, context) {
    const given = await readParams(params);
    if (asOf === undefined) await checkRun({ pipeline, params: given }, context);
    const { runs } = await context.client();
    const code = asOf === undefined ? {} : { codeOf: await runs.find(asOf) };
    const address = await runs.start(pipeline, {
      params: given,
      cache,
      ...code,
      ...(tag.length === 0 ? {} : { tags: parseTags(tag) }),
      ...(seed === undefined ? {} : { seed }),
    });
    await context.did('run.start', { pipeline, run: address.runId });
    if (detach) return { document: address, text: `started run ${address.runId}` };
    return followRun(address, context);
  },
});

import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { paramOptions, readParams } from '../parse-params.js';
import { pipelineDocs } from '../text/pipeline-docs.js';

export const docs = defineCommand({
  name: 'docs',
  summary: 'Write the documentation of a pipeline as Markdown',
  example: 'leat docs penguins --output penguins.md',
  positional: ['pipeline'],
  input: z.strictObject({
    pipeline: z.string().describe('name of the pipeline'),
    ...paramOptions,
    output: z.string().optional().describe('file to write; the standard output when left out').meta({ placeholder: 'file' }),
  }),
  async run({ pipeline, output, ...params }, context) {
    const [config, { describePipeline }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    const description = await describePipeline(config, { pipeline, params: await readParams(params) });
    const markdown = pipelineDocs(description);
    if (output === undefined) return { document: { ...description, markdown }, text: markdown };
    await writeFile(output, `${markdown}\n`);
    return { document: { ...description, file: output }, text: output };
  },
});

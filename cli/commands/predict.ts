import { z } from 'zod';
import { defineCommand } from '../define-command.js';
import { writeRows } from '../write-rows.js';

export const predict = defineCommand({
  name: 'predict',
  summary: 'Predict the rows of a CSV, JSON, JSON lines, Parquet or Arrow file, without a server',
  example: 'leat predict penguins --input birds.csv --output predictions.csv',
  positional: ['model'],
  input: z.strictObject({
    model: z.string().describe('name (its champion), name@alias or name:version'),
    input: z.string().describe('file of rows').meta({ placeholder: 'file' }),
    output: z
      .string()
      .optional()
      .describe('.csv, or .jsonl for JSON lines; CSV on the standard output when left out')
      .meta({ placeholder: 'file' }),
  }),
  async run({ model, input, output }, context) {
    const [config, { scoreFile }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    const scoring = await scoreFile(config, { model, input });
    try {
      if (context.json && output === undefined) {
        const predictions: unknown[] = [];
        for await (const part of scoring.parts()) predictions.push(...part);
        return { document: { model: scoring.model, rows: predictions.length, predictions }, text: '' };
      }
      const rows = await writeRows(scoring.parts(), output);
      context.terminal.say(`${scoring.model} predicted ${rows.toLocaleString('en-US')} rows`);
      return output === undefined ? undefined : { document: { model: scoring.model, rows, output }, text: output };
    } finally {
      await scoring.close();
    }
  },
});

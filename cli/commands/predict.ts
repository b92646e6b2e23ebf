import { once } from 'node:events';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { LeatError } from '../../core/errors.js';
import type { DestinationDescription } from '../../core/pipeline/destination-descriptions.js';
import type { SourceDescription } from '../../core/pipeline/source-descriptions.js';
import { toRows } from '../../core/table/to-rows.js';
import { defineCommand } from '../define-command.js';

export const predict = defineCommand({
  name: 'predict',
  summary: 'Predict the rows of a file or a query, without a server; run again after a crash, it goes on',
  example: 'leat predict penguins --input birds.parquet --output predictions.parquet',
  positional: ['model'],
  input: z.strictObject({
    model: z.string().describe('name (its champion), name@alias or name:version'),
    input: z.string().describe('CSV, JSON, JSON lines, Parquet or Arrow; or postgres://… or sqlite:PATH').meta({ placeholder: 'file' }),
    query: z.string().optional().describe('of a database: its rows in a fixed order').meta({ placeholder: 'sql' }),
    output: z.string().optional().describe('as --input; CSV on the standard output when left out').meta({ placeholder: 'file' }),
    table: z.string().optional().describe('of a database: the table to write').meta({ placeholder: 'name' }),
    mode: z.enum(['append', 'replace']).default('append').describe('what happens to rows that a table has'),
    keep: z
      .array(z.string())
      .default([])
      .describe('column to keep beside the predictions, all when left out; repeatable')
      .meta({ placeholder: 'column' }),
  }),
  async run({ model, input, query, output, table, mode, keep }, context) {
    const source = sourceOf(input, query);
    const destination = output === undefined ? undefined : destinationOf(output, { table, mode });
    const [config, { scoreRows }] = await Promise.all([context.config(), import('../../worker/index.js')]);
    // The person at the command line names the files: no data root has to hold them.
    const dataRoots = [input, ...(output === undefined ? [] : [output])].map((path) => dirname(resolve(path.replace(/^sqlite:/, ''))));
    const scoring = await scoreRows(config, { model, source, dataRoots, keep: keep.length === 0 ? undefined : keep });
    try {
      if (destination === undefined && context.json) {
        const predictions: unknown[] = [];
        for await (const part of scoring.parts()) predictions.push(...toRows(part));
        return { document: { model: scoring.model, rows: predictions.length, predictions }, text: '' };
      }
      if (destination === undefined) {
        context.terminal.say(`${scoring.model} predicted ${counted(await scoring.print(print))}`);
        return undefined;
      }
      const written = await scoring.writeTo(destination);
      const before = written.resumedAt === 0 ? '' : `, ${counted(written.resumedAt)} of them before it was interrupted`;
      context.terminal.say(`${scoring.model} predicted ${counted(written.rows)}${before}`);
      return { document: { model: scoring.model, ...written, output }, text: output ?? '' };
    } finally {
      await scoring.close();
    }
  },
});

function counted(rows: number): string {
  return `${rows.toLocaleString('en-US')} rows`;
}

async function print(bytes: Uint8Array): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
}

const DATABASE = /^(postgres(ql)?:\/\/|sqlite:)/;

function sourceOf(input: string, query: string | undefined): SourceDescription {
  if (!DATABASE.test(input)) {
    if (query !== undefined) throw new LeatError('USAGE_INVALID', `--query: expected a database as --input, got "${input}"`);
    return { source: 'file', path: resolve(input), rejected: 'fail', maxRejected: 1 };
  }
  if (query === undefined)
    throw new LeatError('USAGE_INVALID', '--query: expected the query that gives the rows of the database, got none');
  return { source: 'sql', database: absolute(input), query, values: [] };
}

function destinationOf(output: string, { table, mode }: { table: string | undefined; mode: 'append' | 'replace' }): DestinationDescription {
  if (!DATABASE.test(output)) {
    if (table !== undefined) throw new LeatError('USAGE_INVALID', `--table: expected a database as --output, got "${output}"`);
    return { destination: 'file', path: resolve(output) };
  }
  if (table === undefined) throw new LeatError('USAGE_INVALID', '--table: expected the table that the rows go to, got none');
  return { destination: 'sql', database: absolute(output), table, mode };
}

/** A path of SQLite is meant from where the person is. */
function absolute(database: string): string {
  return database.replace(/^sqlite:(.*)$/, (_, path: string) => `sqlite:${resolve(path)}`);
}

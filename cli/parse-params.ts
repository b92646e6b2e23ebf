import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { LeatError, messageOf } from '../core/errors.js';

/** Options of every command that takes parameters of a pipeline. */
export const paramOptions = {
  param: z.array(z.string()).default([]).describe('a parameter of the pipeline; repeatable').meta({ placeholder: 'name=value' }),
  paramsFile: z.string().optional().describe('JSON file with parameters').meta({ placeholder: 'file' }),
};

type Params = Readonly<Record<string, unknown>>;

/**
 * Parameters of a pipeline from the command line: those of a file, then each `K=V`.
 *
 * @throws LeatError `USAGE_INVALID`
 */
export async function readParams({ param, paramsFile }: { param: readonly string[]; paramsFile?: string | undefined }): Promise<Params> {
  return { ...(paramsFile === undefined ? {} : await readParamsFile(paramsFile)), ...parseParams(param) };
}

/** A value is JSON where it can be read as such (`3`, `true`, `["a"]`), and a text elsewhere. */
export function parseParams(pairs: readonly string[], option = '--param'): Params {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new LeatError('USAGE_INVALID', `${option}: expected NAME=VALUE, got "${pair}"`);
      return [pair.slice(0, at), valueOf(pair.slice(at + 1))];
    }),
  );
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function readParamsFile(file: string): Promise<Params> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
  } catch (error) {
    throw new LeatError('USAGE_INVALID', `--params-file ${file}: ${messageOf(error)}`, { cause: error });
  }
  throw new LeatError('USAGE_INVALID', `--params-file ${file}: expected a JSON object`);
}

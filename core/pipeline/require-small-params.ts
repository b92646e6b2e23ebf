import { LeatError } from '../errors.js';

/** They stand in the history of their run, where Temporal warns of more than this. */
const MOST_BYTES = 256 * 1024;

/** @throws LeatError `PARAMETER_INVALID` for parameters of a pipeline that are data. */
export function requireSmallParams(pipeline: string, params: Readonly<Record<string, unknown>>): void {
  const bytes = new TextEncoder().encode(JSON.stringify(params)).length;
  if (bytes <= MOST_BYTES) return;
  const message =
    `pipeline "${pipeline}": expected parameters of at most ${String(MOST_BYTES / 1024)} KiB in all, as JSON, got ${String(Math.ceil(bytes / 1024))} KiB; ` +
    'write data to a file, and give its path';
  throw new LeatError('PARAMETER_INVALID', message, { details: { pipeline, bytes } });
}

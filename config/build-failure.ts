import type { BuildFailure } from 'esbuild';
import { LeatError, messageOf } from '../core/errors.js';

/** An error of esbuild as a refusal that names file, line and column. */
export function buildFailure(code: 'CONFIG_INVALID' | 'PIPELINE_INVALID', error: unknown): LeatError {
  const [first] = isBuildFailure(error) ? error.errors : [];
  if (first === undefined || first.location === null) return new LeatError(code, messageOf(error), { cause: error });
  const { file, line, column } = first.location;
  // Editors count columns from 1, esbuild from 0.
  const place = `${file}:${String(line)}:${String(column + 1)}`;
  return new LeatError(code, `${place}: ${first.text}`, { details: { file, line, column: column + 1 }, cause: error });
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

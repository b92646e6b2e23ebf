import { isLeatError } from '../core/errors.js';
import type { CommandContext } from './command-context.js';

interface RunToStart {
  readonly pipeline: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Refuses a misspelt pipeline or parameter before a run is begun.
 *
 * @throws LeatError `PIPELINE_UNKNOWN`, `PIPELINE_INVALID`, `PARAMETER_INVALID`
 */
export async function checkRun(run: RunToStart, context: CommandContext): Promise<void> {
  const [config, { describePipeline }] = await Promise.all([context.config(), import('../worker/index.js')]);
  try {
    await describePipeline(config, run);
  } catch (error) {
    if (!declaresNone(error)) throw error;
  }
}

/** Away from the project's files, the worker knows what there is. */
function declaresNone(error: unknown): boolean {
  if (!isLeatError(error) || error.code !== 'PIPELINE_UNKNOWN') return false;
  const { known } = error.details;
  return Array.isArray(known) && known.length === 0;
}

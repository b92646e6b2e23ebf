import type { RunDetails } from '../client/runs.js';
import { isLeatError } from '../core/errors.js';
import type { CommandContext } from './command-context.js';

type Run = RunDetails['run'];

/** Runs as they are by Temporal's word; as they are recorded, and that is said, where it does not answer. */
export async function settled(runs: readonly Run[], context: CommandContext): Promise<readonly Run[]> {
  const client = await context.client();
  try {
    return await client.runs.settle(runs);
  } catch (error) {
    if (!isLeatError(error) || error.code !== 'TEMPORAL_UNREACHABLE') throw error;
    context.terminal.say('Temporal does not answer: what is recorded as running may have ended');
    return runs;
  }
}

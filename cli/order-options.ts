import { z } from 'zod';
import type { CommandContext } from './command-context.js';
import type { CommandResult } from './define-command.js';
import { followRun } from './follow-run.js';

/** Options of every command that says what becomes of a stage. */
export const orderInput = {
  run: z.string().describe('id, beginning of an id, or "latest"'),
  stage: z.string().describe('name of the stage'),
  follow: z.boolean().default(false).describe('show how the run goes on, until it is over'),
};

export const decisionInput = {
  ...orderInput,
  by: z.string().optional().describe('who decides; the user of this machine when left out').meta({ placeholder: 'name' }),
  note: z.string().optional().describe('why').meta({ placeholder: 'text' }),
};

/** The order was taken in: says so, or follows the run. */
export async function afterOrder(
  { id, stage, follow, done }: { readonly id: string; readonly stage: string; readonly follow: boolean; readonly done: string },
  context: CommandContext,
): Promise<CommandResult> {
  if (!follow) return { document: { runId: id, stage }, text: `${done}; run ${id} goes on` };
  context.terminal.say(done);
  return followRun(await (await context.client()).runs.address(id), context);
}

import type { RunAddress } from '../client/run-address.js';
import { isLeatError } from '../core/errors.js';
import type { CommandContext } from './command-context.js';
import type { CommandResult } from './define-command.js';
import { describeError } from './describe-error.js';
import { EXIT } from './exit-codes.js';
import { summarise } from './run-summary.js';
import { createRunView } from './run-view.js';

/** Shows a run until it is over, then its report. Ctrl-C asks whether to leave it running or to cancel it. */
export async function followRun(address: RunAddress, context: CommandContext): Promise<CommandResult> {
  const { terminal, interrupts } = context;
  const client = await context.client();
  terminal.say(terminal.paint('dim', `run ${address.runId}`));
  const interrupted = interrupts.awaited().then(() => 'interrupted' as const);
  const ended = (await Promise.race([watch(address, context), interrupted])) !== 'interrupted';
  if (!ended) return leave(address, context);
  try {
    const result = await client.runs.result(address);
    const { document, text } = await summarise(await client.runs.get(address.runId), { client, terminal });
    return { document: { ...document, metrics: result.metrics }, text };
  } catch (error) {
    if (!isLeatError(error)) throw error;
    const details = await client.runs.get(address.runId).catch(() => null);
    if (details === null) throw error; // not even planned: nothing to tell but the error
    const { document, text } = await summarise(details, { client, terminal });
    return { document: { ...document, error: describeError(error) }, text, exitCode: EXIT.failed };
  }
}

async function watch(address: RunAddress, context: CommandContext): Promise<void> {
  const { runs } = await context.client();
  const view = createRunView(context.terminal);
  for await (const snapshot of runs.watch(address)) {
    if (context.interrupts.areComing) return;
    view.show(snapshot);
  }
  view.clear();
}

async function leave({ runId }: RunAddress, context: CommandContext): Promise<CommandResult> {
  const { terminal } = context;
  const wish = terminal.isInteractive ? await terminal.ask('\nLeave the run running, or cancel it? [l/c] ') : 'l';
  const cancels = wish.startsWith('c');
  if (cancels) await (await context.client()).runs.cancel(runId);
  const text = cancels ? `run ${runId} is being cancelled` : `run ${runId} goes on: see "leat show ${runId.slice(0, 8)}"`;
  return { document: { runId, state: cancels ? 'cancelling' : 'running' }, text, exitCode: EXIT.interrupted };
}

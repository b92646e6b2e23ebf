import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptFilter } from '../client/runs.js';
import type { CommandContext } from './command-context.js';
import type { CommandResult } from './define-command.js';
import { settled } from './settled.js';
import { attemptText } from './text/attempt-text.js';

const LOOK_MS = 500;
/** Temporal is asked about the run less often than the store. */
const LOOKS_A_QUESTION = 10;

/** Writes what the attempts of a run write, a line as it comes, until the run is over. */
export async function followLogs(id: string, wanted: AttemptFilter, context: CommandContext): Promise<CommandResult> {
  const { runs } = await context.client();
  const told = new Map<string, number>();
  for (let looks = 0; ; looks++) {
    const { run: recorded } = await runs.get(id); // before its output: what is written until the end is read once more
    const [run = recorded] = looks % LOOKS_A_QUESTION === 0 ? await settled([recorded], context) : [];
    const attempts = await runs.logs(id, wanted);
    for (const { stage, attempt, output } of attempts) {
      const name = `${stage} ${String(attempt)}`;
      const end = run.endedAt === null ? output.lastIndexOf('\n') + 1 : output.length;
      const fresh = output.slice(told.get(name) ?? 0, end);
      told.set(name, end);
      for (const line of fresh === '' ? [] : fresh.trimEnd().split('\n'))
        tell(`${context.terminal.paint('dim', `${name} |`)} ${line}`, context);
    }
    if (run.state !== 'running' && run.state !== 'held') {
      const ends = attempts.map((each) => attemptText({ ...each, output: '' }, context.terminal));
      return { document: { runId: id, state: run.state, attempts }, text: [...ends, `run ${id} is ${run.state}`].join('\n') };
    }
    await sleep(LOOK_MS);
  }
}

/** Lines are the result; a program that asked for one document gets them there. */
function tell(line: string, { json, terminal }: CommandContext): void {
  if (json) terminal.say(line);
  else terminal.print(line);
}

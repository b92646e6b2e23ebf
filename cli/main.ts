#!/usr/bin/env node
import { CommanderError } from 'commander';
import { CommandContext } from './command-context.js';
import { commands } from './commands.js';
import { createProgram, usageError, type Invocation } from './create-program.js';
import { describeError, errorText } from './describe-error.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import { Interrupts } from './interrupts.js';
import { readVersion } from './read-version.js';
import { Terminal } from './terminal.js';

const terminal = new Terminal();
const interrupts = new Interrupts();

process.exitCode = await main(process.argv.slice(2));
// What a command leaves open (a stuck connection, a pool) must not keep the process.
process.exit();

/** @returns What the process ends with. */
async function main(words: readonly string[]): Promise<number> {
  const json = words.includes('--json');
  try {
    const invocation = parse(words);
    return invocation === null ? EXIT.done : await invoke(invocation);
  } catch (error) {
    const described = describeError(error);
    if (json) terminal.print(JSON.stringify({ error: described }));
    else terminal.say(errorText(described, terminal));
    if (process.env['LEAT_LOG'] === 'debug') terminal.say(String(error instanceof Error ? error.stack : error));
    return exitCodeOf(error);
  }
}

function parse(words: readonly string[]): Invocation | null {
  let invocation: Invocation | null = null;
  const program = createProgram(commands, { version: readVersion(), invoked: (typed) => (invocation = typed) });
  if (words.length === 0) program.outputHelp();
  try {
    if (words.length > 0) program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const refusal = usageError(error);
    if (refusal !== null) throw refusal;
  }
  return invocation;
}

async function invoke({ command, input, json }: Invocation): Promise<number> {
  const context = new CommandContext({ terminal, json, interrupts });
  try {
    const result = await command.run(input, context);
    if (result === undefined) return EXIT.done;
    terminal.print(json ? JSON.stringify(result.document, null, process.stdout.isTTY ? 2 : 0) : result.text);
    return result.exitCode ?? EXIT.done;
  } finally {
    await context.close();
  }
}

import { Command as Commander, type CommanderError, Option } from 'commander';
import { z } from 'zod';
import { LeatError } from '../core/errors.js';
import type { Command } from './define-command.js';

/** A command with the input that was given on the command line, checked. */
export interface Invocation {
  readonly command: Command;
  readonly input: Readonly<Record<string, unknown>>;
  readonly json: boolean;
}

/** A field of a command's input as JSON Schema tells it. */
interface Field {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  /** What stands for the value in the help. */
  readonly placeholder?: string;
}

/** The command line of these commands: `invoked` is called with what the user typed. */
export function createProgram(
  commands: readonly Command[],
  { version, invoked }: { version: string; invoked: (invocation: Invocation) => void },
): Commander {
  const program = new Commander('leat').description('Durable machine-learning pipelines.').version(version).exitOverride();
  program.enablePositionalOptions(); // what stands behind a command of a group is that command's
  program.configureOutput({ writeErr: () => undefined }); // errors are thrown, and told by whoever catches them
  const groups = new Map<string, Commander>();
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ');
    let parent = program;
    if (second !== undefined) {
      parent = groups.get(first) ?? program.command(first).description(groupSummary(first, commands)).copyInheritedSettings(program);
      groups.set(first, parent);
    }
    const added = addCommand(parent, command, second ?? first);
    // A group may be a command too: its own options end where the name of another begins.
    if (second === undefined) groups.set(first, added.enablePositionalOptions());
    added.action((...given: unknown[]) => {
      // Commander calls with each argument by position, then the options.
      const options = given[command.positional.length] as Record<string, unknown>;
      const { json, ...flags } = options;
      const places = command.positional.map((name, index): [string, unknown] => [name, given[index]]);
      invoked({ command, json: json === true, input: checkInput(command, { ...flags, ...Object.fromEntries<unknown>(places) }) });
    });
  }
  return program;
}

/** A group says what it has, so that the help of `leat` names every command. */
function groupSummary(group: string, commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name.split(' ')).filter(([first, second]) => first === group && second !== undefined);
  return `Commands: ${names.map(([, second]) => second).join(', ')}`;
}

function addCommand(parent: Commander, { summary, example, positional, input }: Command, name: string): Commander {
  const added = parent.command(name).description(summary).copyInheritedSettings(parent);
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: 'input' });
  for (const [field, schema] of Object.entries(properties)) {
    const { description = '', ...rest } = schema as Field; // an object schema has only schemas for properties
    const place = rest.type === 'array' ? `${field}...` : field;
    if (positional.includes(field)) added.argument(required.includes(field) ? `<${place}>` : `[${place}]`, description);
    else added.addOption(optionOf(field, description, rest));
  }
  return added.option('--json', 'print one JSON document').addHelpText('after', `\nExample:\n  $ ${example}`);
}

function optionOf(field: string, description: string, { type, default: initial, placeholder = 'value' }: Field): Option {
  const name = field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (type === 'boolean') return new Option(initial === true ? `--no-${name}` : `--${name}`, description);
  const isTold = typeof initial === 'string' || typeof initial === 'number';
  const shown = isTold ? `${description} (default: ${String(initial)})` : description;
  const option = new Option(`--${name} <${placeholder}>`, shown);
  if (type === 'array') option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return option;
}

function checkInput({ name, input }: Command, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const checked = input.safeParse(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new LeatError('USAGE_INVALID', `leat ${name}: ${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'refused'}`);
}

/** What commander refuses, as a Leat error; null when it only printed help or the version. */
export function usageError(error: CommanderError): LeatError | null {
  if (error.exitCode === 0 || error.code === 'commander.help') return null;
  const message = error.message.replace(/^error: /, '').replace(/\n\(Did you mean (?:one of )?(.*)\?\)/, '; did you mean "$1"?');
  return new LeatError('USAGE_INVALID', message);
}

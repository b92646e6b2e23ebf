import type { z } from 'zod';
import type { CommandContext } from './command-context.js';

/** What a command has to say: one JSON document for programs, or a text for people. */
export interface CommandResult {
  readonly document: unknown;
  readonly text: string;
  /** 0 when left out. */
  readonly exitCode?: number;
}

/**
 * A command as data: its help, its options and their checks are all read from here. Options and
 * arguments are the fields of `input`, with the descriptions that the schema has.
 */
export interface Command<Input extends z.ZodObject = z.ZodObject> {
  /** Two words for a command of a group: `models list`. */
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** The fields of `input` that are given by position, in their order. */
  readonly positional: readonly string[];
  readonly input: Input;
  run(input: z.output<Input>, context: CommandContext): Promise<CommandResult | undefined>;
}

/**
 * Declares a command. Its file imports what is heavy inside `run`, so that other commands start fast.
 */
export function defineCommand<Input extends z.ZodObject>({
  positional = [],
  ...command
}: Omit<Command<Input>, 'positional'> & { readonly positional?: readonly (keyof z.output<Input> & string)[] }): Command {
  return { positional, ...command }; // run only gets what its own schema has checked
}

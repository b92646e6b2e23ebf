import { expect, test } from 'vitest';
import { commands } from '../../cli/commands.js';
import { createProgram } from '../../cli/create-program.js';

const program = createProgram(commands, { version: '0.0.0', invoked: () => undefined });

test.each(commands.map((command) => [command.name, command] as const))(
  'leat %s has a help with its options and an example',
  (name, command) => {
    const typed = name.split(' ').reduce((parent, word) => parent.commands.find((each) => each.name() === word) ?? parent, program);
    const help: string[] = [];
    typed.configureOutput({ writeOut: (text) => help.push(text) }).outputHelp();
    expect(help.join('')).toContain(`$ ${command.example}`);
    expect(help.join('')).toContain('--json');
    for (const { description } of [...typed.options, ...typed.registeredArguments]) expect(description).not.toBe('');
  },
);

test('names the commands of a group in the help of all', () => {
  expect(program.commands.find((each) => each.name() === 'alerts')?.description()).toBe('Commands: test');
});

test('gives a command what was typed, checked and with its defaults', () => {
  const invocations: unknown[] = [];
  const parsed = createProgram(commands, {
    version: '0.0.0',
    invoked: ({ command, ...rest }) => invocations.push({ name: command.name, ...rest }),
  });
  parsed.parse(['run', 'penguins', '--param', 'a=1', '--param', 'b=x', '--seed', '7', '--no-cache', '--json'], { from: 'user' });
  expect(invocations).toEqual([
    { name: 'run', json: true, input: { pipeline: 'penguins', param: ['a=1', 'b=x'], seed: 7, cache: false, detach: false, tag: [] } },
  ]);
});

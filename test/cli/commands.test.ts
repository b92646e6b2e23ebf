import { readFileSync } from 'node:fs';
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

/** What changes nothing that others see; `init`, `server` and `worker` make and start what is nobody's yet. */
const onlyLook = [
  ...['alerts test', 'audit', 'diff', 'docs', 'doctor', 'events list', 'explain', 'init', 'keys list', 'lineage', 'logs'],
  ...['models compare', 'models export', 'models history', 'models list', 'models releases', 'models show', 'plan', 'predict', 'report'],
  ...['runs', 'runs best', 'runs compare', 'schedules list', 'schedules show', 'server', 'show', 'worker'],
];

test('has every command that changes something write to the audit log', () => {
  const silent = commands.filter(({ name }) => {
    const source = readFileSync(`cli/commands/${name.replaceAll(' ', '-')}.ts`, 'utf8');
    return !source.includes('context.did(');
  });
  expect(silent.map(({ name }) => name).sort()).toEqual(onlyLook.sort());
});

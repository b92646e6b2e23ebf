import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../cli/commands.js';
import { createProgram, type Invocation } from '../../cli/create-program.js';

const pages = ['README.md', ...readdirSync('docs/guides').map((name) => join('docs/guides', name))];

/** Lines of code of a page that begin with `leat`, as the shell would hand them on. */
function commandLines(page: string): string[][] {
  const lines = readFileSync(page, 'utf8').replaceAll('\\\n', ' ').split('\n');
  return lines.filter((line) => /^( {4})?(npx )?leat /.test(line)).map(wordsOf);
}

/** Without what the shell itself takes: comments, pipes, redirections. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(([, single, double, plain]) => single ?? double ?? plain ?? '');
  const end = words.findIndex((word) => /^(#|\||&|>|&&|;|2>.*)/.test(word));
  return words.slice(words.indexOf('leat') + 1, end < 0 ? undefined : end);
}

const typed = pages.flatMap((page) => commandLines(page).map((words) => ({ page, line: words.join(' '), words })));

test.each(typed)('$page: "leat $line" is a command with its options', ({ words }) => {
  const invoked: Invocation[] = [];
  createProgram(commands, { version: '0.0.0', invoked: (invocation) => invoked.push(invocation) }).parse(words, { from: 'user' });
  expect(invoked).toHaveLength(1);
});

test('reads commands of every guide that has some', () => {
  expect(typed.length).toBeGreaterThan(20);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callableFunctions } from '../../../core/transforms/expression/parse-expression.js';

const guide = readFileSync('docs/guides/recipes.md', 'utf8');

test('names every function that expressions have', () => {
  const unnamed = callableFunctions.filter((name) => !guide.includes(`\`${name}\``) && !guide.includes(`\`${name}(`));
  expect(unnamed).toEqual([]);
});

test('quotes the recipe of the penguins as it is', () => {
  const quoted = /```ts\n(?<code>.*?)```/s.exec(guide)?.groups?.['code'] ?? '';
  const withoutIndent = (text: string): string => text.replace(/^ +/gm, '');
  expect(withoutIndent(readFileSync('examples/penguins/pipeline.ts', 'utf8'))).toContain(withoutIndent(quoted));
});

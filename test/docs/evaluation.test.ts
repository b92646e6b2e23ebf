import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { makePlan } from '../../core/pipeline/make-plan.js';
import { withTables } from '../../scripts/metric-docs.js';
import loans from './evaluation-guide.js';

const guide = readFileSync('docs/guides/evaluation.md', 'utf8');

const withoutIndent = (text: string): string => text.replace(/^ +/gm, '');

test('keeps the tables of docs/guides/evaluation.md as `npm run docs:metrics` writes them', async () => {
  const written = await format(withTables(guide), { parser: 'markdown', printWidth: 140, embeddedLanguageFormatting: 'off' });
  expect(guide).toBe(written);
});

test('quotes code that makes a plan', () => {
  const source = withoutIndent(readFileSync('test/docs/evaluation-guide.ts', 'utf8'));
  const quoted = [...guide.matchAll(/```ts\n(?<code>.*?)```/gs)].map(({ groups }) => withoutIndent(groups?.['code'] ?? ''));
  expect(quoted).toHaveLength(4);
  for (const code of quoted) expect(source).toContain(code);
  expect(makePlan(loans, {}).plan.stages.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['train', 'evaluate', 'register', 'monitor']) as string[],
  );
});

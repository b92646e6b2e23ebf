import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configFile } from '../../config/config-file.js';
import { makePlan } from '../../core/pipeline/make-plan.js';
import { config, retrain, watch } from './monitoring-guide.js';

const withoutIndent = (text: string): string => text.replace(/^ +/gm, '');

test('docs/guides/monitoring.md quotes code that makes plans', () => {
  const guide = readFileSync('docs/guides/monitoring.md', 'utf8');
  const source = withoutIndent(readFileSync('test/docs/monitoring-guide.ts', 'utf8'));
  const quoted = [...guide.matchAll(/```ts\n(?<code>.*?)```/gs)].map(({ groups }) => withoutIndent(groups?.['code'] ?? ''));
  expect(quoted).toHaveLength(3);
  for (const code of quoted) expect(source).toContain(code.replace('export default defineConfig', 'export const config = defineConfig'));
  expect(configFile.parse(config).server?.predictionLog).toMatchObject({ hash: ['customer'] });
  const window = { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' };
  expect(makePlan(watch, { window }).plan).toMatchObject({ onDegraded: [{ pipeline: 'retrain-churn' }] });
  expect(watch.name).toBe('monitor-churn');
  expect(makePlan(retrain, {}).plan.stages.map(({ name }) => name)).toEqual(expect.arrayContaining(['challenge', 'release']) as string[]);
});

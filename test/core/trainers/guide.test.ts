import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { trainEstimator } from '../../../core/trainers/train-estimator.js';
import { trainers } from '../../../core/trainers/trainers.js';
import { randomSample } from './samples.js';
import { trainerTools } from './trainer-tools.js';
import { forClasses, forValues } from './which-trainer.js';

const guide = readFileSync('docs/guides/trainers.md', 'utf8');

test('names every trainer, and every hyperparameter it has', () => {
  const missing = Object.values(trainers).flatMap(({ name, hyperparameters }) => {
    const own = 'shape' in hyperparameters ? Object.keys(hyperparameters.shape as object) : []; // zod's objects carry their shape
    return [name, ...own].filter((each) => !guide.includes(`\`${each}\``));
  });
  expect(missing).toEqual([]);
});

test('quotes the candidates as they are', () => {
  const code = (text: string): string =>
    text
      .split('\n')
      .filter((line) => !line.startsWith('import ') && !line.startsWith('/**') && line !== '')
      .join('\n')
      .replaceAll('export ', '');
  const quoted = /## Which trainer.*?```ts\n(?<code>.*?)```/s.exec(guide)?.groups?.['code'] ?? '';
  expect(code(quoted)).toBe(code(readFileSync('test/core/trainers/which-trainer.ts', 'utf8')));
});

test.each([
  { what: 'classes', candidates: forClasses, classes: 3 },
  { what: 'values', candidates: forValues, classes: 0 },
])('trains what it quotes for $what', async ({ candidates, classes }) => {
  const sample = randomSample('guide', { rows: 300, classes });
  for (const choice of candidates) {
    expect((await trainEstimator(choice, sample, trainerTools())).trainer.name).toBe(choice.name);
  }
});

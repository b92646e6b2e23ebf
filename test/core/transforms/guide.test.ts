import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makePlan } from '../../../core/pipeline/make-plan.js';
import { applyRecipe } from '../../../core/transforms/apply-recipe.js';
import { fitRecipe } from '../../../core/transforms/fit-recipe.js';
import { callableFunctions } from '../../../core/transforms/expression/parse-expression.js';
import { transforms } from '../../../core/transforms/transforms.js';
import { runGraph } from '../../contracts/transform.js';
import { expectSameFeatures } from '../../parity/expect-same-features.js';
import { peopleRecipe, peopleRows, reviewsRecipe, reviewsRows, salesPipeline } from './guide-examples.js';
import { partsOf } from './rows.js';

const guide = readFileSync('docs/guides/recipes.md', 'utf8');

test('names every function that expressions have', () => {
  const unnamed = callableFunctions.filter((name) => !guide.includes(`\`${name}\``) && !guide.includes(`\`${name}(`));
  expect(unnamed).toEqual([]);
});

test('names every step', () => {
  const builderNames = transforms.map(({ name }) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()));
  expect(builderNames.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test('quotes code that runs', () => {
  const quoted = [...guide.matchAll(/```ts\n(?<code>.*?)```/gs)].map(({ groups }) => groups?.['code'] ?? '');
  const withoutIndent = (text: string): string => text.replace(/^ +/gm, '');
  const running = ['examples/penguins/pipeline.ts', 'test/core/transforms/guide-examples.ts'];
  const sources = running.map((path) => withoutIndent(readFileSync(path, 'utf8')));
  expect(quoted.length).toBeGreaterThan(3);
  expect(quoted.filter((code) => !sources.some((source) => source.includes(withoutIndent(code))))).toEqual([]);
});

test.each([
  ['people', peopleRecipe, peopleRows],
  ['reviews', reviewsRecipe, reviewsRows],
] as const)('has a recipe of %s whose graph agrees with it', async (_, specification, rows) => {
  const fitted = await fitRecipe(specification, partsOf(rows, 50));
  expectSameFeatures(await runGraph(fitted, rows), applyRecipe(fitted, rows));
});

test('has a pipeline with a window', () => {
  expect(makePlan(salesPipeline, {}).plan.stages.map(({ name }) => name)).toEqual(['ingest', 'window']);
});

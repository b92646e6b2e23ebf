import { beforeAll, expect, test } from 'vitest';
import { evaluateActivity } from '../../activities/evaluate.js';
import { selectActivity } from '../../activities/select.js';
import { trainActivity } from '../../activities/train.js';
import { isolationForest } from '../../core/trainers/isolation-forest.js';
import { kmeans } from '../../core/trainers/kmeans.js';
import { ridge } from '../../core/trainers/ridge.js';
import { columns, numeric, recipe } from '../../core/transforms/recipe.js';
import type { ArtifactReference } from '../../stores/metadata/metadata-store.js';
import { expectRejection } from '../support/expect-refusal.js';
import { penguins, speciesRecipe } from './penguins.js';
import { StageBench } from './stage-bench.js';

const bench = new StageBench();
const measures = recipe()
  .select(columns('Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)', 'Body Mass (g)'))
  .impute(numeric(), { strategy: 'median' })
  .scale(numeric(), { as: 'standard' });
let rows: ArtifactReference;

beforeAll(async () => {
  rows = await bench.store(penguins(), 100);
});

async function trained(trainer: ReturnType<typeof kmeans>): Promise<ArtifactReference> {
  const { outputs } = await bench.run(trainActivity, { train: rows }, { trainer, recipe: measures });
  return outputs.model;
}

test('parts penguins into clusters, and says how well they fit', async () => {
  const model = await trained(kmeans({ clusters: 3 }));
  const { card } = await bench.load('model', model);
  expect(card.signature).toMatchObject({ task: 'clustering', inputs: [{ name: 'Beak Length (mm)' }, {}, {}, {}] });
  expect(card.signature.target).toBeUndefined();

  const { outputs, figures } = await bench.run(evaluateActivity, { model, test: rows }, {});
  const evaluation = await bench.load('evaluation', outputs.evaluation);
  expect(evaluation).toMatchObject({ task: 'clustering', rows: 344, baseline: {}, page: null });
  expect(figures['silhouette']).toBeGreaterThan(0.4);
  expect(evaluation.metrics['inertia']).toBeCloseTo(Number(card.notes['inertia']), 0);
});

test('scores how unusual penguins are', async () => {
  const model = await trained(isolationForest());
  const { figures } = await bench.run(evaluateActivity, { model, test: rows }, {});
  const quantiles = ['scoreMedian', 'scoreQ90', 'scoreQ95', 'scoreQ99', 'scoreMaximum'].map((name) => Number(figures[name]));
  expect(quantiles).toEqual(quantiles.toSorted((left, right) => left - right));
  expect(quantiles[0]).toBeLessThan(0.5);
  expect(quantiles[4]).toBeGreaterThan(0.55);
});

test('leaves a target that the recipe names out of the features', async () => {
  const { outputs } = await bench.run(trainActivity, { train: rows }, { trainer: kmeans({ clusters: 3 }), recipe: speciesRecipe });
  const { card } = await bench.load('model', outputs.model);
  expect(card.signature.inputs.map(({ name }) => name)).not.toContain('Species');
});

test('refuses to evaluate clusters by what needs a target', async () => {
  const refused = bench.run(evaluateActivity, { model: await trained(kmeans()), test: rows }, { slices: ['Island'] });
  await expectRejection(refused, 'PARAMETER_INVALID', 'no "slices" for clustering');
});

test('refuses to learn a target that the recipe does not name', async () => {
  const refused = bench.run(trainActivity, { train: rows }, { trainer: ridge(), recipe: measures });
  await expectRejection(refused, 'RECIPE_TARGET_MISSING', 'recipe({ target:');
});

test('refuses to select among trainers that have no target to be compared by', async () => {
  const params = { recipe: speciesRecipe, candidates: [kmeans()], metric: 'accuracy' };
  await expectRejection(bench.run(selectActivity, { train: rows }, params), 'TRAINER_TASK', '"kmeans" (clustering)');
});

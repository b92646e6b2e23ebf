import { beforeAll, expect, test } from 'vitest';
import { evaluateActivity } from '../../activities/evaluate.js';
import { scoreActivity } from '../../activities/score.js';
import { selectActivity } from '../../activities/select.js';
import { trainActivity } from '../../activities/train.js';
import { feedsOf } from '../../core/model/feeds.js';
import { isolationForest } from '../../core/trainers/isolation-forest.js';
import { Random } from '../../core/random.js';
import { numericColumn } from '../../core/table/columns.js';
import { Table } from '../../core/table/table.js';
import { kmeans } from '../../core/trainers/kmeans.js';
import { ridge } from '../../core/trainers/ridge.js';
import { columns, numeric, recipe } from '../../core/transforms/recipe.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
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
  expect(evaluation).toMatchObject({ task: 'clustering', rows: 344, baseline: {} });
  expect(figures['silhouette']).toBeGreaterThan(0.4);
  expect(figures['silhouette']).not.toBe(figures['simplifiedSilhouette']);
  expect(evaluation.silhouetteRows).toBe(344);
  expect(evaluation.metrics['inertia']).toBeCloseTo(Number(card.notes['inertia']), 0);
});

test('draws the rows of a silhouette where there are many, and says how many', async () => {
  const random = new Random('many');
  const values = (): number[] => Array.from({ length: 10_100 }, () => random.below(2) * 5 + random.next());
  const many = await bench.store(Table.of([['x', numericColumn('number', values())]]));
  const { model } = (await bench.run(trainActivity, { train: many }, { trainer: kmeans({ clusters: 2 }), recipe: recipe() })).outputs;
  const { outputs, figures } = await bench.run(evaluateActivity, { model, test: many }, {});
  expect(await bench.load('evaluation', outputs.evaluation)).toMatchObject({ rows: 10_100, silhouetteRows: 10_000 });
  expect(figures['silhouette']).toBeGreaterThan(0.85);
});

test('scores how unusual penguins are', async () => {
  const model = await trained(isolationForest());
  const { figures } = await bench.run(evaluateActivity, { model, test: rows }, {});
  const quantiles = ['scoreMedian', 'scoreQ90', 'scoreQ95', 'scoreQ99', 'scoreMaximum'].map((name) => Number(figures[name]));
  expect(quantiles).toEqual(quantiles.toSorted((left, right) => left - right));
  expect(quantiles[0]).toBeLessThan(0.5);
  expect(quantiles[4]).toBeGreaterThan(0.55);
});

test('labels penguins as anomalies by the contamination, in the graph too', async () => {
  const model = await trained(isolationForest({ contamination: 0.1 }));
  const { card, graph } = await bench.load('model', model);
  const { figures } = await bench.run(evaluateActivity, { model, test: rows }, {});
  expect(figures['anomalyShare']).toBeCloseTo(0.1, 2);
  const scored = await (await bench.load('table', (await bench.run(scoreActivity, { table: rows, model }, {})).outputs.table)).read();
  const labels = Array.from({ length: 344 }, (_, row) => scored.cell('label', row));
  const session = await createGraphRunner().open(await graph());
  const { label } = await session.run(feedsOf(card.signature, await (await bench.load('table', rows)).read()), ['label']);
  await session.close();
  expect(label).toMatchObject({ type: 'int64', shape: [344] });
  expect(Array.from<unknown, number>(label?.data ?? [], Number)).toEqual(labels);
  expect(labels.filter((each) => each === -1).length / 344).toBe(figures['anomalyShare']);
});

test("takes scores above a half for anomalies where the contamination is 'auto', and labels nothing without one", async () => {
  expect((await bench.load('model', await trained(isolationForest({ contamination: 'auto' })))).card.signature.threshold).toBe(0.5);
  expect((await bench.load('model', await trained(isolationForest()))).card.signature.threshold).toBeUndefined();
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

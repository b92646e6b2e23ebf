import { describe, expect, test } from 'vitest';
import { feedsOf } from '../../core/model/feeds.js';
import { encodeModel } from '../../core/onnx/encode-model.js';
import type { Table } from '../../core/table/table.js';
import { applyRecipe } from '../../core/transforms/apply-recipe.js';
import { weighFeaturesBy } from '../../core/trainers/weigh-features.js';
import { fitRecipe, type RecipeRows } from '../../core/transforms/fit-recipe.js';
import { columnInputs } from '../../core/transforms/column-inputs.js';
import { consecutivePlaces } from '../../core/transforms/places.js';
import { targetOf, type RecipeSpecification } from '../../core/transforms/recipe.js';
import type { FittedRecipe } from '../../core/transforms/fitted-recipe.js';
import { recipeGraph } from '../../core/transforms/recipe-graph.js';
import { createGraphRunner } from '../../inference/graph-runner.js';
import { trainerTools } from '../core/trainers/trainer-tools.js';
import { partsOf, randomRows } from '../core/transforms/rows.js';
import type { TransformSample } from '../core/transforms/samples.js';
import { expectSameFeatures } from '../parity/expect-same-features.js';

/** What every transform promises, whatever it does. */
export function transformContract({ transform, title, recipe, refusesStrangers }: TransformSample): void {
  describe(`${transform}: ${title}`, () => {
    const training = randomRows('training', { rows: 500 });
    const fresh = randomRows('fresh', { rows: 1000, strangers: !refusesStrangers });

    test('learns the same from parts as from the whole', async () => {
      expect(await fit(recipe, partsOf(training, 64))).toEqual(await fit(recipe, partsOf(training)));
    });

    test('gives the same bytes again, and after a round trip through JSON', async () => {
      const fitted = await fit(recipe, partsOf(training));
      const reloaded: FittedRecipe = JSON.parse(JSON.stringify(fitted)) as FittedRecipe; // it was one before
      expect(reloaded).toEqual(fitted);
      expect(applyRecipe(reloaded, fresh)).toEqual(applyRecipe(fitted, fresh));
    });

    test('leaves the rows that it is given alone', async () => {
      const fitted = await fit(recipe, partsOf(training));
      applyRecipe(fitted, fresh);
      expect(fresh).toEqual(randomRows('fresh', { rows: 1000, strangers: !refusesStrangers }));
    });

    test('agrees with its graph on rows with missing and unknown values', async () => {
      const fitted = await fit(recipe, partsOf(training));
      const graph = await runGraph(fitted, fresh);
      expectSameFeatures(graph, applyRecipe(fitted, fresh));
    });

    test('agrees with itself whatever rows come together', async () => {
      const fitted = await fit(recipe, partsOf(training));
      const { data } = applyRecipe(fitted, fresh);
      const last = applyRecipe(fitted, fresh.slice(900, 1000)).data;
      expect(last).toEqual(data.slice(900 * fitted.features.length));
    });

    test('agrees with itself on training rows, whatever rows come together', async () => {
      const fitted = await fit(recipe, partsOf(training));
      const { data } = applyRecipe(fitted, training, { trainingPlaces: consecutivePlaces(0, 500) });
      const last = applyRecipe(fitted, training.slice(400, 500), { trainingPlaces: consecutivePlaces(400, 100) }).data;
      expect(last).toEqual(data.slice(400 * fitted.features.length));
    });

    test('refuses an option that it does not have', async () => {
      const steps = recipe.steps.map((step) =>
        step.transform === transform ? { ...step, options: { ...step.options, colour: 'red' } } : step,
      );
      const refused = fit({ ...recipe, steps }, partsOf(training));
      await expect(refused).rejects.toMatchObject({ code: 'RECIPE_INVALID', message: expect.stringContaining('colour') as string });
    });
  });
}

/** With models at hand, for those that choose features by them. */
function fit(recipe: RecipeSpecification, rows: RecipeRows): Promise<FittedRecipe> {
  return fitRecipe(recipe, rows, { weigh: weighFeaturesBy(trainerTools()) });
}

/** The features that ONNX Runtime computes. */
export async function runGraph(fitted: FittedRecipe, table: Table): Promise<Float32Array> {
  const inputs = columnInputs(fitted.inputs);
  const outputs = { features: recipeGraph(fitted, inputs) };
  const session = await createGraphRunner().open(
    encodeModel({ inputs: [...inputs.values()], outputs, shapes: { features: ['rows', fitted.features.length] } }),
  );
  const signature = { task: 'regression', target: targetOf(fitted, 'test'), inputs: fitted.inputs } as const;
  const { features: result } = await session.run(feedsOf(signature, table));
  await session.close();
  if (result?.type !== 'float32') throw new Error(`expected float32 features, got ${String(result?.type)}`);
  expect(result.shape).toEqual([table.rows, fitted.features.length]);
  return result.data;
}

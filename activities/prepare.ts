import { availableParallelism } from 'node:os';
import { prepare } from '../core/pipeline/stages/prepare.js';
import { weighFeaturesBy } from '../core/trainers/weigh-features.js';
import { fitRecipe } from '../core/transforms/fit-recipe.js';
import { defineActivity } from './define-activity.js';

/** Fits the recipe, reading only the columns that each step asks for. */
export const prepareActivity = defineActivity(prepare, {
  async run({ train }, { recipe }, { random, signal, figure }, { graphs, trees }) {
    const weigh = weighFeaturesBy({ graphs, trees, threads: availableParallelism(), random: random.fork('recipe'), signal });
    const transform = await fitRecipe(recipe, (columns) => train.parts(columns === undefined ? {} : { columns }), { signal, weigh });
    figure('columns', transform.inputs.length);
    figure('features', transform.features.length);
    return { transform };
  },
});

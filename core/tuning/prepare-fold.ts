import type { Table } from '../table/table.js';
import type { FeatureMatrix, Sample, TrainerTools } from '../trainers/define-trainer.js';
import type { Target } from '../trainers/target.js';
import { weighFeaturesBy } from '../trainers/weigh-features.js';
import { applyRecipe, type ApplyOptions } from '../transforms/apply-recipe.js';
import { fitRecipe } from '../transforms/fit-recipe.js';
import { consecutivePlaces } from '../transforms/places.js';
import type { RecipeSpecification } from '../transforms/recipe.js';
import type { Split } from './split.js';

/** Rows as trainers take them. */
export interface PreparedRows {
  readonly features: FeatureMatrix;
  readonly target: Float64Array;
}

/** A split after its recipe: all that candidates are trained and scored on. */
export interface PreparedFold {
  readonly training: PreparedRows & Pick<Sample, 'weights'>;
  readonly heldOut: PreparedRows;
}

export interface Rows {
  readonly table: Table;
  readonly target: Target;
  /** Shape [rows]: how much each row counts in training; all the same when left out. */
  readonly weights?: Float64Array | undefined;
}

/** Fits the recipe on the training rows of a split, and on no other, and applies it to both sides. */
export async function prepareFold(
  { table, target, weights }: Rows,
  { split, recipe }: { split: Split; recipe: RecipeSpecification },
  tools: Omit<TrainerTools, 'progress' | 'checkpoint'>,
): Promise<PreparedFold> {
  const training = table.take(split.training);
  const weigh = weighFeaturesBy({ ...tools, random: tools.random.fork('recipe') });
  const fitted = await fitRecipe(recipe, () => asOnePart(training), { signal: tools.signal, weigh });
  const rowsOf = (rows: Table, indices: Uint32Array, options?: ApplyOptions): PreparedRows => ({
    features: applyRecipe(fitted, rows, options),
    target: Float64Array.from(indices, (row) => target.values[row] ?? NaN),
  });
  return {
    training: {
      ...rowsOf(training, split.training, { trainingPlaces: consecutivePlaces(0, training.rows) }),
      ...(weights && { weights: Float64Array.from(split.training, (row) => weights[row] ?? NaN) }),
    },
    heldOut: rowsOf(table.take(split.heldOut), split.heldOut),
  };
}

async function* asOnePart(table: Table): AsyncGenerator<Table> {
  yield await Promise.resolve(table);
}

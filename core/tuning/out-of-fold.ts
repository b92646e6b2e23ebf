import type { TrainerChoice } from '../model/trainer-choice.js';
import type { Table } from '../table/table.js';
import { noCheckpoint, type TrainerTools } from '../trainers/define-trainer.js';
import type { Target } from '../trainers/target.js';
import { predictWith, trainEstimator } from '../trainers/train-estimator.js';
import type { RecipeSpecification } from '../transforms/recipe.js';
import type { FoldOfRow } from './folds.js';
import { prepareFold } from './prepare-fold.js';
import { indicesOf } from './sample-rows.js';

export interface OutOfFoldRequest {
  readonly table: Table;
  readonly target: Target;
  /** Shape [rows]: how much each row counts in training. */
  readonly weights?: Float64Array | undefined;
  readonly recipe: RecipeSpecification;
  readonly trainer: TrainerChoice;
  readonly folds: number;
  readonly foldOfRow: FoldOfRow;
}

/**
 * What a trainer says of every row without having seen it: each fold is predicted by a model, and through a recipe,
 * that the other folds were trained on.
 *
 * @returns Row-major, shape [rows, classes], or [rows, 1] for regression; float32, as the exported graph gives them.
 */
export async function outOfFoldPredictions(request: OutOfFoldRequest, tools: TrainerTools): Promise<Float32Array> {
  const { table, target, folds, foldOfRow } = request;
  const width = Math.max(target.classes.length, 1);
  const predictions = new Float32Array(table.rows * width);
  for (let fold = 0; fold < folds; fold++) {
    tools.signal.throwIfCancelled();
    const heldOut = indicesOf(table.rows, (row) => foldOfRow[row] === fold);
    const progress = (fraction: number): void => {
      tools.progress((fold + fraction) / folds);
    };
    const random = tools.random.fork(`fold-${String(fold)}`);
    const predicted = await predictFold(request, { fold, heldOut }, { ...tools, random, progress, checkpoint: noCheckpoint });
    heldOut.forEach((row, place) => {
      predictions.set(predicted.subarray(place * width, (place + 1) * width), row * width);
    });
  }
  return predictions;
}

async function predictFold(
  { table, target, weights, recipe, trainer, foldOfRow }: OutOfFoldRequest,
  { fold, heldOut }: { fold: number; heldOut: Uint32Array },
  tools: TrainerTools,
): Promise<Float64Array> {
  const split = { training: indicesOf(table.rows, (row) => foldOfRow[row] !== fold), heldOut };
  const prepared = await prepareFold({ table, target, weights }, { split, recipe }, tools);
  const { classes } = target;
  const estimator = await trainEstimator(trainer, { ...prepared.training, classes: classes.length, labels: classes }, tools);
  return predictWith(estimator, prepared.heldOut.features);
}

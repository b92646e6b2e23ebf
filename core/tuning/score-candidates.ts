import { LeatError } from '../errors.js';
import type { Metric } from '../metrics/metric.js';
import { measure } from '../metrics/metrics.js';
import { outcomeOf } from '../metrics/outcome.js';
import type { CandidateScore, TrainerChoice } from '../model/candidate.js';
import type { Table } from '../table/table.js';
import type { FeatureMatrix, TaskShape, TrainerTools } from '../trainers/define-trainer.js';
import type { Target } from '../trainers/target.js';
import { predictWith, trainEstimator } from '../trainers/train-estimator.js';
import { applyRecipe } from '../transforms/apply-recipe.js';
import { fitRecipe } from '../transforms/fit-recipe.js';
import type { RecipeSpecification } from '../transforms/recipe.js';
import type { FoldOfRow } from './folds.js';
import { indicesOf } from './sample-rows.js';

export interface Contest {
  readonly table: Table;
  readonly target: Target;
  readonly recipe: RecipeSpecification;
  readonly candidates: readonly TrainerChoice[];
  readonly folds: number;
  readonly foldOfRow: FoldOfRow;
  readonly metric: Metric;
}

/**
 * Scores candidates by cross-validation. The recipe is fitted anew on the training rows of every fold, so
 * that nothing of a held-out row reaches its model; a fold is prepared once, for all candidates.
 *
 * @returns Best first; of equals the one that was named first.
 * @throws LeatError `METRIC_UNDEFINED`, or whatever the recipe and the trainers refuse.
 */
export async function scoreCandidates(contest: Contest, tools: TrainerTools): Promise<CandidateScore[]> {
  const { candidates, folds } = contest;
  const scores = candidates.map((): number[] => []);
  const trainings = candidates.length * folds;
  for (let fold = 0; fold < folds; fold++) {
    const prepared = await prepareFold(contest, fold, tools);
    for (const [index, choice] of candidates.entries()) {
      const done = fold * candidates.length + index;
      const progress = (fraction: number): void => {
        tools.progress((done + fraction) / trainings);
      };
      const random = tools.random.fork(`fold-${String(fold)}/candidate-${String(index)}`);
      scores[index]?.push(await scoreOnFold(choice, { contest, prepared }, { ...tools, random, progress }));
    }
  }
  return candidates
    .map((trainer, index) => summarise(trainer, scores[index] ?? []))
    .sort((left, right) => (contest.metric.higherIsBetter ? right.mean - left.mean : left.mean - right.mean));
}

interface Rows {
  readonly features: FeatureMatrix;
  readonly target: Float64Array;
}

interface PreparedFold {
  readonly training: Rows;
  readonly heldOut: Rows;
}

async function prepareFold({ table, target, recipe, foldOfRow }: Contest, fold: number, { signal }: TrainerTools): Promise<PreparedFold> {
  const trainingRows = indicesOf(table.rows, (row) => foldOfRow[row] !== fold);
  const heldOutRows = indicesOf(table.rows, (row) => foldOfRow[row] === fold);
  const training = table.take(trainingRows);
  const fitted = await fitRecipe(recipe, () => asOnePart(training), { signal });
  const rowsOf = (rows: Table, indices: Uint32Array): Rows => ({
    features: applyRecipe(fitted, rows),
    target: Float64Array.from(indices, (row) => target.values[row] ?? NaN),
  });
  return { training: rowsOf(training, trainingRows), heldOut: rowsOf(table.take(heldOutRows), heldOutRows) };
}

async function scoreOnFold(
  choice: TrainerChoice,
  { contest: { target, metric }, prepared }: { contest: Contest; prepared: PreparedFold },
  tools: TrainerTools,
): Promise<number> {
  tools.signal.throwIfCancelled();
  const shape: TaskShape = { task: target.task, classes: target.classes.length };
  const estimator = await trainEstimator(choice, { ...prepared.training, classes: shape.classes }, tools);
  const predictions = predictWith(estimator, prepared.heldOut.features);
  const score = measure(metric, outcomeOf(shape, { actual: prepared.heldOut.target, predictions }));
  if (!Number.isNaN(score)) return score;
  throw new LeatError(
    'METRIC_UNDEFINED',
    `metric "${metric.name}": expected held-out rows that define it, got ${String(prepared.heldOut.target.length)} rows of ` +
      `${String(new Set(prepared.heldOut.target).size)} of ${String(shape.classes)} classes: use fewer folds, or another metric`,
    { details: { metric: metric.name } },
  );
}

function summarise(trainer: TrainerChoice, folds: readonly number[]): CandidateScore {
  const mean = folds.reduce((sum, score) => sum + score, 0) / folds.length;
  const squares = folds.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return { trainer, mean, deviation: Math.sqrt(squares / (folds.length - 1)), folds };
}

async function* asOnePart(table: Table): AsyncGenerator<Table> {
  yield await Promise.resolve(table);
}

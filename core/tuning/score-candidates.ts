import { LeatError } from '../errors.js';
import type { Metric } from '../metrics/metric.js';
import { measure } from '../metrics/metrics.js';
import { outcomeOf } from '../metrics/outcome.js';
import type { CandidateScore, TrainerChoice } from '../model/candidate.js';
import type { Table } from '../table/table.js';
import { noCheckpoint, type FeatureMatrix, type Sample, type TaskShape, type TrainerTools } from '../trainers/define-trainer.js';
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
  /** Shape [rows]: how much each row counts in training; all the same when left out. */
  readonly weights?: Float64Array | undefined;
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
 * What a checkpoint keeps are the scores; the rest comes again from contest and seed.
 *
 * @returns Best first; of equals the one that was named first.
 * @throws LeatError `METRIC_UNDEFINED`, or whatever the recipe and the trainers refuse.
 */
export async function scoreCandidates(contest: Contest, tools: TrainerTools): Promise<CandidateScore[]> {
  const { candidates, folds } = contest;
  const scores = scoresOf(tools.checkpoint.kept) ?? candidates.map((): number[] => []);
  const trainings = candidates.length * folds;
  for (let fold = 0; fold < folds; fold++) {
    if (scores.every(({ length }) => length > fold)) continue;
    const prepared = await prepareFold(contest, fold, tools);
    for (const [index, choice] of candidates.entries()) {
      if ((scores[index]?.length ?? 0) > fold) continue;
      const done = fold * candidates.length + index;
      const progress = (fraction: number): void => {
        tools.progress((done + fraction) / trainings);
      };
      const random = tools.random.fork(`fold-${String(fold)}/candidate-${String(index)}`);
      scores[index]?.push(await scoreOnFold(choice, { contest, prepared }, { ...tools, random, progress, checkpoint: noCheckpoint }));
      tools.checkpoint.keep(() => new TextEncoder().encode(JSON.stringify(scores)));
    }
  }
  return candidates
    .map((trainer, index) => summarise(trainer, scores[index] ?? []))
    .sort((left, right) => (contest.metric.higherIsBetter ? right.mean - left.mean : left.mean - right.mean));
}

/** By candidate and fold, as they were kept. */
function scoresOf(kept: Uint8Array | undefined): number[][] | undefined {
  return kept === undefined ? undefined : (JSON.parse(new TextDecoder().decode(kept)) as number[][]); // kept under this stage's own cache key
}

interface Rows {
  readonly features: FeatureMatrix;
  readonly target: Float64Array;
}

interface PreparedFold {
  readonly training: Rows & Pick<Sample, 'weights'>;
  readonly heldOut: Rows;
}

async function prepareFold(
  { table, target, weights, recipe, foldOfRow }: Contest,
  fold: number,
  { signal }: TrainerTools,
): Promise<PreparedFold> {
  const trainingRows = indicesOf(table.rows, (row) => foldOfRow[row] !== fold);
  const heldOutRows = indicesOf(table.rows, (row) => foldOfRow[row] === fold);
  const training = table.take(trainingRows);
  const fitted = await fitRecipe(recipe, () => asOnePart(training), { signal });
  const rowsOf = (rows: Table, indices: Uint32Array): Rows => ({
    features: applyRecipe(fitted, rows),
    target: Float64Array.from(indices, (row) => target.values[row] ?? NaN),
  });
  return {
    training: {
      ...rowsOf(training, trainingRows),
      ...(weights && { weights: Float64Array.from(trainingRows, (row) => weights[row] ?? NaN) }),
    },
    heldOut: rowsOf(table.take(heldOutRows), heldOutRows),
  };
}

async function scoreOnFold(
  choice: TrainerChoice,
  { contest: { target, metric }, prepared }: { contest: Contest; prepared: PreparedFold },
  tools: TrainerTools,
): Promise<number> {
  tools.signal.throwIfCancelled();
  const shape: TaskShape = { task: target.task, classes: target.classes.length };
  const sample: Sample = { ...prepared.training, classes: shape.classes, labels: target.classes };
  const estimator = await trainEstimator(choice, sample, tools);
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

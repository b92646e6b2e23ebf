import type { Metric } from '../metrics/metric.js';
import type { CandidateScore } from '../model/candidate.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import { noCheckpoint, type TrainerTools } from '../trainers/define-trainer.js';
import type { RecipeSpecification } from '../transforms/recipe.js';
import type { Split } from './split.js';
import { prepareFold, type Rows } from './prepare-fold.js';
import { scoreOnFold, summariseFolds } from './score-on-fold.js';

export interface Contest extends Rows {
  readonly recipe: RecipeSpecification;
  readonly candidates: readonly TrainerChoice[];
  readonly splits: readonly Split[];
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
  const { candidates, splits, recipe, metric, target } = contest;
  const scores = scoresOf(tools.checkpoint.kept) ?? candidates.map((): number[] => []);
  const trainings = candidates.length * splits.length;
  for (const [fold, split] of splits.entries()) {
    if (scores.every(({ length }) => length > fold)) continue;
    const prepared = await prepareFold(contest, { split, recipe }, tools);
    for (const [index, choice] of candidates.entries()) {
      if ((scores[index]?.length ?? 0) > fold) continue;
      const done = fold * candidates.length + index;
      const progress = (fraction: number): void => {
        tools.progress((done + fraction) / trainings);
      };
      const random = tools.random.fork(`fold-${String(fold)}/candidate-${String(index)}`);
      const own = { ...tools, random, progress, checkpoint: noCheckpoint };
      scores[index]?.push((await scoreOnFold(choice, { prepared, of: target, metric }, own)).score);
      tools.checkpoint.keep(() => new TextEncoder().encode(JSON.stringify(scores)));
    }
  }
  return candidates
    .map((trainer, index) => ({ trainer, ...summariseFolds(scores[index] ?? []) }))
    .sort((left, right) => (metric.higherIsBetter ? right.mean - left.mean : left.mean - right.mean));
}

/** By candidate and fold, as they were kept. */
function scoresOf(kept: Uint8Array | undefined): number[][] | undefined {
  return kept === undefined ? undefined : (JSON.parse(new TextDecoder().decode(kept)) as number[][]); // kept under this stage's own cache key
}

import type { FoldScores } from '../model/candidate.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import { noCheckpoint, type TrainerTools } from '../trainers/define-trainer.js';
import type { Split } from './split.js';
import { prepareFold, type Rows } from './prepare-fold.js';
import { rowsAt } from './rows-at.js';
import { scoreCandidates, type Contest } from './score-candidates.js';
import { scoreOnFold, summariseFolds } from './score-on-fold.js';

export interface NestedContest extends Omit<Contest, 'splits'> {
  readonly outer: readonly Split[];
  /** Draws the splits of a selection among the training rows of an outer fold. */
  readonly drawInner: (rows: Rows, fold: number) => readonly Split[];
}

/**
 * How well the selection itself does on rows that it never saw: within every outer fold the best candidate
 * is chosen anew and scored on the rows held out. A selection's own best score is too good by its luck.
 *
 * @see Cawley & Talbot, On Over-fitting in Model Selection (JMLR 11, 2010).
 */
export async function nestedScore(contest: NestedContest, tools: TrainerTools): Promise<FoldScores> {
  const { target, outer, drawInner, recipe, metric } = contest;
  const scores: number[] = [];
  for (const [fold, split] of outer.entries()) {
    const random = tools.random.fork(`outer-${String(fold)}`);
    const progress = (fraction: number): void => {
      tools.progress((fold + fraction) / outer.length);
    };
    const own = { ...tools, random, progress, checkpoint: noCheckpoint };
    const rows = rowsAt(contest, split.training);
    const best = bestOf(await scoreCandidates({ ...contest, ...rows, splits: drawInner(rows, fold) }, own));
    const prepared = await prepareFold(contest, { split, recipe }, tools);
    scores.push((await scoreOnFold(best, { prepared, of: target, metric }, own)).score);
  }
  return summariseFolds(scores);
}

function bestOf([best]: readonly { trainer: TrainerChoice }[]): TrainerChoice {
  if (best === undefined) throw new Error('invariant: the schema asks for at least one candidate');
  return best.trainer;
}

import { isLeatError, LeatError, messageOf } from '../core/errors.js';
import { requireTask } from '../core/metrics/metrics.js';
import type { TrialResult, PreparedFolds } from '../core/model/trial.js';
import { trial } from '../core/pipeline/stages/trial.js';
import { Random } from '../core/random.js';
import { noCheckpoint, type TrainerTools } from '../core/trainers/define-trainer.js';
import { encodePredictions } from '../core/tuning/fold-predictions.js';
import { scoreOnFold, summariseFolds } from '../core/tuning/score-on-fold.js';
import { takeShare } from '../core/tuning/take-share.js';
import { defineActivity } from './define-activity.js';
import { loadFolds } from './prepared-folds.js';

/** Trials run side by side: more threads for each would only get into each other's way. */
const THREADS = 1;

/** Trains and scores a trainer choice on every fold. What the choice cannot do is its result; what may pass is thrown. */
export const trialActivity = defineActivity(trial, {
  async run(
    inputs,
    { trainer, metric: name, resource, rows, fold: only, keepPredictions },
    { signal, progress, figure },
    { artifacts, graphs, trees, run },
  ) {
    const of = inputs.folds as PreparedFolds; // what prepareFolds makes
    const metric = requireTask(name, of.task);
    const folds = (await loadFolds(of, artifacts)).filter((_, index) => only === undefined || index === only);
    // Of the seed alone, not of the trial's number: equal choices have equal scores, in whichever trial and run.
    const random = new Random(`${String(run.seed)}/trial`);
    const scores: number[] = [];
    const predictions: Float64Array[] = [];
    try {
      for (const [index, fold] of folds.entries()) {
        const stream = random.fork(`fold-${String(index)}`);
        const tools: TrainerTools = {
          graphs,
          trees,
          threads: THREADS,
          random: stream.fork('train'),
          signal,
          progress: (fraction) => {
            progress((index + fraction) / folds.length);
          },
          checkpoint: noCheckpoint,
        };
        const scored = await scoreOnFold(trainer, { prepared: takeShare(fold, rows, stream.fork('rows')), of, metric }, tools);
        scores.push(scored.score);
        if (keepPredictions) predictions.push(scored.predictions);
      }
    } catch (error) {
      return { result: failed(error, { trainer, metric: name, resource }) };
    }
    const summary = summariseFolds(scores);
    figure(name, summary.mean);
    const kept = keepPredictions ? { predictions: await artifacts.put(encodePredictions(predictions)) } : {};
    return { result: { trainer, metric: name, resource, ...summary, ...kept } satisfies TrialResult };

    function failed(error: unknown, facts: Pick<TrialResult, 'trainer' | 'metric' | 'resource'>): TrialResult {
      signal.throwIfCancelled();
      if (isLeatError(error) && error.retryable) throw error;
      const { code, message } = isLeatError(error) ? error : new LeatError('STAGE_FAILED', messageOf(error));
      figure('error', code);
      return { ...facts, error: { code, message } };
    }
  },
});

import { studyOf } from '../core/pipeline/stages/study-of.js';
import { tune } from '../core/pipeline/stages/tune.js';
import { versionsOf } from '../core/pipeline/versions.js';
import { rankTrials } from '../core/tuning/rank-trials.js';
import { defineActivity } from './define-activity.js';
import { readTrials } from './trial-results.js';

/** Makes the candidate of the trials; they have run by then (worker/study.ts). */
export const tuneActivity = defineActivity(tune, {
  async run(_inputs, params, { figure }, services) {
    const { recipe, weightColumn } = params;
    const trials = await readTrials({ runId: services.run.id, stage: services.run.stage }, services);
    const results = new Map([...trials].map(([number, { result }]) => [number, result]));
    const { study } = studyOf(params, { seed: '' });
    const { metric } = study;
    const { scores, unscored } = rankTrials(results, { metric, isWhole: (result) => study.isWhole(result) });
    const [best] = scores;
    if (best === undefined) throw new Error('invariant: ranked trials are never empty');

    figure('trials', results.size);
    if (unscored.failed > 0) figure('failed', unscored.failed);
    figure('best', best.trainer.name);
    figure(metric.name, best.mean);
    const weighted = weightColumn === undefined ? {} : { weightColumn };
    const versions = versionsOf({ recipe, trainers: [best.trainer] });
    return {
      candidate: { task: metric.task, recipe, trainer: best.trainer, ...weighted, versions, metric: metric.name, scores, unscored },
    };
  },
});

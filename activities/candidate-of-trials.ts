import type { Candidate } from '../core/model/candidate.js';
import type { StudyStageParams } from '../core/pipeline/stages/study-of.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import { versionsOf } from '../core/pipeline/versions.js';
import { targetOf } from '../core/transforms/recipe.js';
import type { StageServices } from './define-activity.js';
import { readNestedScore } from './nested-search.js';
import { rankSearch } from './rank-search.js';
import { pageDimensions, trialFacts } from './trial-page/trial-facts.js';

/**
 * The best of the trials that a stage has recorded, or what they make together; keeps the page of them all.
 *
 * @param params - Of the search.
 */
export async function candidateOfTrials(
  params: StudyStageParams,
  { figure }: Pick<StageContext, 'figure'>,
  services: StageServices,
): Promise<Candidate> {
  const { recipe, weightColumn, candidates } = params;
  const { run, keepPage } = services;
  const place = { runId: run.id, stage: run.stage };
  const { study, trials, scores, unscored, best } = await rankSearch(params, place, services);
  const { metric } = study;
  const nested = await readNestedScore(place, services);

  const { renderTrialPage } = await import('./trial-page/render-trial-page.js'); // brings Plot, which trials do not need
  const target = targetOf(recipe, run.stage);
  const facts = { stage: run.stage, target, metric, trials: trialFacts(trials), dimensions: pageDimensions(candidates), nested };
  await keepPage(renderTrialPage({ ...facts, best: scores.find(({ trial }) => trial !== undefined)?.trial ?? 0 }));

  figure('trials', trials.size);
  if (unscored.failed > 0) figure('failed', unscored.failed);
  figure('best', best.trainer.name);
  figure(metric.name, best.mean);
  if (nested !== undefined) figure(`nested ${metric.name}`, nested.mean);
  return {
    task: metric.task,
    recipe,
    trainer: best.trainer,
    ...(weightColumn === undefined ? {} : { weightColumn }),
    versions: versionsOf({ recipe, trainers: [best.trainer] }),
    metric: metric.name,
    scores,
    unscored,
    ...(nested && { nested }),
  };
}

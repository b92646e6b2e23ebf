import type { Candidate, CandidateScore } from '../core/model/candidate.js';
import type { TrainerChoice } from '../core/model/trainer-choice.js';
import { hasFailed, type PreparedFolds, type TrialResult } from '../core/model/trial.js';
import { studyOf, type StudyStageParams } from '../core/pipeline/stages/study-of.js';
import type { StageContext } from '../core/pipeline/stage-context.js';
import { versionsOf } from '../core/pipeline/versions.js';
import { targetOf } from '../core/transforms/recipe.js';
import { decodePredictions } from '../core/tuning/fold-predictions.js';
import { pickEnsemble } from '../core/tuning/pick-ensemble.js';
import { rankTrials } from '../core/tuning/rank-trials.js';
import type { Study } from '../core/tuning/study.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import { readDocument } from '../stores/artifacts/documents.js';
import type { StageServices } from './define-activity.js';
import { loadFolds } from './prepared-folds.js';
import { pageDimensions, trialFacts } from './trial-page/trial-facts.js';
import { readTrials } from './trial-results.js';

/** Trials that an ensemble is picked from, at most: the best ones. */
const MOST_MEMBERS = 25;

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
  const trials = await readTrials({ runId: run.id, stage: run.stage }, services);
  const results = new Map([...trials].map(([number, { result }]) => [number, result]));
  const { study } = studyOf(params, { seed: '' }); // nothing is drawn any more
  const { metric } = study;
  const { scores: ranked, unscored } = rankTrials(results, { metric, isWhole: (result) => study.isWhole(result) });
  const joined = params.ensemble === undefined ? [] : [await joinTrials(ranked, { study, results, picks: params.ensemble }, services)];
  const scores = [...joined, ...ranked];
  const [best] = scores;
  if (best === undefined) throw new Error('invariant: ranked trials are never empty');

  const { renderTrialPage } = await import('./trial-page/render-trial-page.js'); // brings Plot, which trials do not need
  const target = targetOf(recipe, run.stage);
  const facts = { stage: run.stage, target, metric, trials: trialFacts(trials), dimensions: pageDimensions(candidates) };
  await keepPage(renderTrialPage({ ...facts, best: ranked[0]?.trial ?? 0 }));

  figure('trials', results.size);
  if (unscored.failed > 0) figure('failed', unscored.failed);
  figure('best', best.trainer.name);
  figure(metric.name, best.mean);
  return {
    task: metric.task,
    recipe,
    trainer: best.trainer,
    ...(weightColumn === undefined ? {} : { weightColumn }),
    versions: versionsOf({ recipe, trainers: [best.trainer] }),
    metric: metric.name,
    scores,
    unscored,
  };
}

interface Joining {
  readonly study: Study;
  readonly results: ReadonlyMap<number, TrialResult>;
  readonly picks: number;
}

/** The best trials as one choice, weighted by what they said of the rows that were held out. */
async function joinTrials(
  ranked: readonly CandidateScore[],
  { study, results, picks }: Joining,
  { run, artifacts, metadata }: StageServices,
): Promise<CandidateScore> {
  const [record] = await metadata.items(run.id, run.stage, [`${run.stage}/folds`]);
  const prepared = (await readDocument(artifacts, record?.outputs['folds']?.digest ?? '')) as PreparedFolds; // what prepareFolds makes
  const folds = await loadFolds(prepared, artifacts);
  const lengths = folds.map(({ heldOut }) => heldOut.features.rows * Math.max(1, prepared.classes.length));
  const members: { trainer: TrainerChoice; predictions: Float32Array[] }[] = [];
  for (const { trial = -1, trainer } of ranked.slice(0, MOST_MEMBERS)) {
    const result = results.get(trial);
    if (result === undefined || hasFailed(result) || result.predictions === undefined) continue;
    members.push({ trainer, predictions: decodePredictions(await artifacts.get(requireDigest(result.predictions)), lengths) });
  }
  const library = { predictions: members.map(({ predictions }) => predictions), actual: folds.map(({ heldOut }) => heldOut.target) };
  const { weights, score } = pickEnsemble({ ...library, of: prepared, metric: study.metric }, picks);
  const picked = members.flatMap(({ trainer }, index) => ((weights[index] ?? 0) > 0 ? [{ trainer, weight: weights[index] ?? 0 }] : []));
  return { trainer: { name: 'ensemble', hyperparameters: { members: picked } }, ...score };
}

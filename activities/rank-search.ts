import type { CandidateScore } from '../core/model/candidate.js';
import type { TrainerChoice } from '../core/model/trainer-choice.js';
import { hasFailed, type PreparedFolds } from '../core/model/trial.js';
import { studyOf, type StudyStageParams } from '../core/pipeline/stages/study-of.js';
import { decodePredictions } from '../core/tuning/fold-predictions.js';
import { pickEnsemble } from '../core/tuning/pick-ensemble.js';
import { rankTrials, type RankedTrials } from '../core/tuning/rank-trials.js';
import type { Study } from '../core/tuning/study.js';
import type { ArtifactStore } from '../stores/artifacts/artifact-store.js';
import { requireDigest } from '../stores/artifacts/digest.js';
import { readDocument } from '../stores/artifacts/documents.js';
import type { MetadataStore } from '../stores/metadata/metadata-store.js';
import { loadFolds } from './prepared-folds.js';
import { readTrials, recordName, type RecordedTrial, type SearchPlace } from './trial-results.js';

/** Trials that an ensemble is picked from, at most: the best ones. */
const MOST_MEMBERS = 25;

export interface RankedSearch extends RankedTrials {
  readonly study: Study;
  readonly trials: ReadonlyMap<number, RecordedTrial>;
  /** The best, or what the best make together. */
  readonly best: CandidateScore;
}

interface Stores {
  readonly artifacts: ArtifactStore;
  readonly metadata: MetadataStore;
}

/**
 * What came of the recorded trials of a search, best first: before them what they make together, where an ensemble
 * is asked for.
 *
 * @throws LeatError `TUNING_FAILED` when no trial could be scored.
 */
export async function rankSearch(params: StudyStageParams, search: SearchPlace, stores: Stores): Promise<RankedSearch> {
  const trials = await readTrials(search, stores);
  const { study } = studyOf(params, { seed: '' }); // nothing is drawn any more
  const results = new Map([...trials].map(([number, { result }]) => [number, result]));
  const { scores: ranked, unscored } = rankTrials(results, { metric: study.metric, isWhole: (result) => study.isWhole(result) });
  const { ensemble: picks } = params;
  const joined = picks === undefined ? [] : [await joinTrials(ranked, { study, trials, picks, search }, stores)];
  const scores = [...joined, ...ranked];
  const [best] = scores;
  if (best === undefined) throw new Error('invariant: ranked trials are never empty');
  return { study, trials, scores, unscored, best };
}

interface Joining {
  readonly study: Study;
  readonly trials: ReadonlyMap<number, RecordedTrial>;
  readonly picks: number;
  readonly search: SearchPlace;
}

/** The best trials as one choice, weighted by what they said of the rows that were held out. */
async function joinTrials(
  ranked: readonly CandidateScore[],
  { study, trials, picks, search }: Joining,
  stores: Stores,
): Promise<CandidateScore> {
  const { artifacts } = stores;
  const prepared = await foldsOf(search, stores);
  const folds = await loadFolds(prepared, artifacts);
  const lengths = folds.map(({ heldOut }) => heldOut.features.rows * Math.max(1, prepared.classes.length));
  const members: { trainer: TrainerChoice; predictions: Float32Array[] }[] = [];
  for (const { trial = -1, trainer } of ranked.slice(0, MOST_MEMBERS)) {
    const result = trials.get(trial)?.result;
    if (result === undefined || hasFailed(result) || result.predictions === undefined) continue;
    members.push({ trainer, predictions: decodePredictions(await artifacts.get(requireDigest(result.predictions)), lengths) });
  }
  const library = { predictions: members.map(({ predictions }) => predictions), actual: folds.map(({ heldOut }) => heldOut.target) };
  const { weights, score } = pickEnsemble({ ...library, of: prepared, metric: study.metric }, picks);
  const picked = members.flatMap(({ trainer }, index) => ((weights[index] ?? 0) > 0 ? [{ trainer, weight: weights[index] ?? 0 }] : []));
  return { trainer: { name: 'ensemble', hyperparameters: { members: picked } }, ...score };
}

async function foldsOf({ runId, ...search }: SearchPlace, { artifacts, metadata }: Stores): Promise<PreparedFolds> {
  const [record] = await metadata.items(runId, search.stage, [recordName(search, 'folds')]);
  return (await readDocument(artifacts, record?.outputs['folds']?.digest ?? '')) as PreparedFolds; // what prepareFolds makes
}

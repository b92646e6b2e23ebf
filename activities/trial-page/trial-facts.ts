import type { FoldScores } from '../../core/model/candidate.js';
import type { TrialResult } from '../../core/model/trial.js';
import { hasFailed } from '../../core/model/trial.js';
import type { PlainDistribution } from '../../core/tuning/distribution.js';
import { searchSpaceOf, type SearchedChoice } from '../../core/tuning/search-space.js';
import type { RecordedTrial } from '../trial-results.js';

/** A trial as the page draws it. */
export interface TrialFacts {
  readonly trial: number;
  readonly trainer: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Null for one that failed. */
  readonly score: number | null;
  readonly deviation: number;
  /** How much of the resource it had. */
  readonly resource: number | null;
  /** When it ended, in seconds since the first began; null where it was adopted. */
  readonly endedAfter: number | null;
  readonly error: string | null;
}

export interface PageDimension {
  readonly trainer: string;
  readonly name: string;
  readonly distribution: PlainDistribution;
}

/** What the page of a search tells. */
export interface SearchFacts {
  readonly stage: string;
  readonly target: string;
  readonly metric: { readonly name: string; readonly higherIsBetter: boolean };
  readonly trials: readonly TrialFacts[];
  readonly dimensions: readonly PageDimension[];
  /** The number of the trial that is best. */
  readonly best: number;
  /** How the search itself did on outer folds, where that was asked for. */
  readonly nested?: FoldScores | undefined;
}

export function trialFacts(trials: ReadonlyMap<number, RecordedTrial>): TrialFacts[] {
  const starts = [...trials.values()].flatMap(({ startedAt }) => startedAt?.getTime() ?? []);
  const first = Math.min(...starts);
  return [...trials].map(([trial, { result, endedAt }]) => ({
    trial,
    trainer: result.trainer.name,
    hyperparameters: result.trainer.hyperparameters,
    ...scoreOf(result),
    resource: result.resource,
    endedAfter: endedAt === null ? null : (endedAt.getTime() - first) / 1000,
  }));
}

function scoreOf(result: TrialResult): Pick<TrialFacts, 'score' | 'deviation' | 'error'> {
  if (hasFailed(result)) return { score: null, deviation: 0, error: `${result.error.code}: ${result.error.message}` };
  return { score: result.mean, deviation: result.deviation, error: null };
}

export function pageDimensions(candidates: readonly SearchedChoice[]): PageDimension[] {
  return candidates
    .map(searchSpaceOf)
    .flatMap(({ trainer, dimensions }) => dimensions.map(({ name, distribution }) => ({ trainer, name, distribution })));
}

import type { RecipeSpecification } from '../transforms/recipe.js';
import type { Task } from './signature.js';
import type { TrainerChoice } from './trainer-choice.js';

export interface FoldScores {
  readonly mean: number;
  /** Standard deviation over the folds (n − 1). */
  readonly deviation: number;
  readonly folds: readonly number[];
}

/** How one candidate did in cross-validation. */
export interface CandidateScore extends FoldScores {
  readonly trainer: TrainerChoice;
  /** Number of the trial, of a search. */
  readonly trial?: number;
}

/** What `select` returns and `train` takes: the best candidate, and how all of them did. */
export interface Candidate {
  readonly task: Task;
  readonly recipe: RecipeSpecification;
  readonly trainer: TrainerChoice;
  /** Column that says how much each row counts; no feature. */
  readonly weightColumn?: string;
  /** Of the recipe's transforms and the trainer, so that another version makes another candidate, and another model. */
  readonly versions: Readonly<Record<string, number>>;
  readonly metric: string;
  /** Best first. */
  readonly scores: readonly CandidateScore[];
  /** Trials of a search that could not be scored, or had not all of the resource. */
  readonly unscored?: { readonly failed: number; readonly partial: number };
  /** How the selection or search itself did in nested cross-validation, where that was asked for. */
  readonly nested?: FoldScores;
}

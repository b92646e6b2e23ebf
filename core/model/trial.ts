import type { RecipeSpecification } from '../transforms/recipe.js';
import type { FoldScores } from './candidate.js';
import type { TrainerChoice } from './trainer-choice.js';
import type { ClassLabel, Task } from './signature.js';

/** The folds of a study, prepared once for all its trials. */
export interface PreparedFolds {
  readonly task: Task;
  /** Empty for regression. */
  readonly classes: readonly ClassLabel[];
  /** As it was fitted in every fold. */
  readonly recipe: RecipeSpecification;
  readonly rows: number;
  /** Digests of the folds (core/tuning/fold-bytes.ts). */
  readonly folds: readonly string[];
}

/** How a trial ended. A failure is a result too. */
export type TrialResult = {
  readonly trainer: TrainerChoice;
  readonly metric: string;
  /** How much of the resource it had; null when the study has none. */
  readonly resource: number | null;
} & (
  | (FoldScores & {
      /** Digest of what it said of the held-out rows (core/tuning/fold-predictions.ts), where an ensemble will need it. */
      readonly predictions?: string;
    })
  | { readonly error: { readonly code: string; readonly message: string } }
);

export function hasFailed(result: TrialResult): result is Extract<TrialResult, { error: unknown }> {
  return 'error' in result;
}

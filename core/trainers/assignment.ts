import { LeatError } from '../errors.js';
import type { Candidate } from '../model/candidate.js';
import type { TrainerChoice } from '../model/trainer-choice.js';
import { hasTarget, type ModelTask, type Task } from '../model/signature.js';
import type { Schema } from '../table/column.js';
import { fieldType } from '../table/table.js';
import { targetOf, type RecipeSpecification } from '../transforms/recipe.js';
import type { FittedRecipe } from '../transforms/fitted-recipe.js';
import { taskOfTarget } from './target.js';
import { commonTask, trainerOf } from './trainers.js';
import { withoutWeightColumn } from './weight-column.js';

/** What is to be trained, wherever the author said it. */
export interface Assignment {
  readonly trainer: TrainerChoice;
  readonly task: ModelTask;
  readonly recipe: RecipeSpecification;
  /** Column that says how much each row counts; the recipe leaves it out. */
  readonly weightColumn: string | undefined;
  /** Fitted already. */
  readonly transform: FittedRecipe | undefined;
  /** For the card: how the candidate did in cross-validation. */
  readonly notes: Readonly<Record<string, number | string>>;
}

interface Given {
  readonly candidate: Candidate | undefined;
  readonly transform: FittedRecipe | undefined;
  readonly trainer?: TrainerChoice | undefined;
  readonly recipe?: RecipeSpecification | undefined;
  readonly task?: Task | undefined;
  readonly weightColumn?: string | undefined;
}

/** @throws LeatError `TRAINER_TASK`, or `PARAMETER_INVALID` when what is to be trained is said twice, or not at all. */
export function assignmentOf({ candidate, transform, ...params }: Given, schema: Schema): Assignment {
  const choice = exactlyOne('the input "candidate" or the parameter "trainer"', [candidate?.trainer, params.trainer]);
  const recipe =
    candidate?.recipe ?? params.recipe ?? (transform && { ...(transform.target !== undefined && { target: transform.target }), steps: [] });
  if (recipe === undefined) {
    throw new LeatError('PARAMETER_INVALID', 'train: expected a candidate, a transform or the parameter "recipe", got none of them');
  }
  if (transform !== undefined && transform.target !== recipe.target) {
    throw new LeatError(
      'PARAMETER_INVALID',
      `train: expected a transform for target "${String(recipe.target)}", got one for "${String(transform.target)}"`,
    );
  }
  const weightColumn = params.weightColumn ?? candidate?.weightColumn;
  if (transform?.inputs.some(({ name }) => name === weightColumn) === true) {
    const message = `train: expected a transform that does not read the weight column, got one that reads "${String(weightColumn)}": drop it in its recipe`;
    throw new LeatError('PARAMETER_INVALID', message);
  }
  return {
    trainer: choice,
    task: taskOf(choice, { given: candidate?.task ?? params.task, recipe, schema }),
    recipe: withoutWeightColumn(recipe, weightColumn),
    weightColumn,
    transform,
    notes: crossValidation(candidate),
  };
}

interface TaskClues {
  readonly given: Task | undefined;
  readonly recipe: RecipeSpecification;
  readonly schema: Schema;
}

function taskOf({ name }: TrainerChoice, { given, recipe, schema }: TaskClues): ModelTask {
  const untargeted = trainerOf(name).tasks.find((task) => !hasTarget(task));
  return untargeted ?? commonTask([name], given ?? taskOfTarget(fieldType(schema, targetOf(recipe, 'train'))));
}

function exactlyOne<T>(what: string, values: readonly (T | undefined)[]): T {
  const given = values.filter((value) => value !== undefined);
  const [only] = given;
  if (only !== undefined && given.length === 1) return only;
  throw new LeatError('PARAMETER_INVALID', `train: expected ${what}, got ${only === undefined ? 'neither' : 'both'}`);
}

function crossValidation(candidate: Candidate | undefined): Assignment['notes'] {
  const best = candidate?.scores[0];
  if (candidate === undefined || best === undefined) return {};
  return { metric: candidate.metric, crossValidationMean: best.mean, crossValidationDeviation: best.deviation };
}

import { LeatError } from '../../errors.js';
import type { Task } from '../../model/signature.js';
import { columnMissing } from '../../table/require-columns.js';
import type { Table } from '../../table/table.js';
import { taskOfTarget } from '../../trainers/target.js';
import { columns, type RecipeSpecification, type RecipeStep } from '../../transforms/recipe.js';
import type { SearchedChoice } from '../search-space.js';
import { chooseCandidates } from './choose-candidates.js';
import { chooseRecipe } from './choose-recipe.js';
import { columnFacts, type ColumnFacts } from './column-facts.js';

/** Whole numbers with at most so many values are taken for classes. */
const MOST_CODES = 10;

/** What an author of `autoModel` may settle; the rest is found in the rows. */
export interface StudyWishes {
  readonly target: string;
  readonly task?: Task | undefined;
  readonly metric?: string | undefined;
  /** Columns that are no features. */
  readonly leaveOut: readonly string[];
}

/** What is searched for some rows. Plain JSON. */
export interface ChosenStudy {
  readonly task: Task;
  readonly metric: string;
  readonly recipe: RecipeSpecification;
  readonly candidates: readonly SearchedChoice[];
}

/**
 * Finds out what is to be predicted and how to search for it.
 *
 * @param sample - Training rows, or as many of them as are compared on.
 * @throws LeatError `SCHEMA_COLUMN_MISSING`; `RECIPE_NO_FEATURES`
 */
export function chooseStudy(sample: Table, { target, leaveOut, ...wishes }: StudyWishes): ChosenStudy {
  const facts = columnFacts(sample.drop(leaveOut));
  const targetFacts = facts.find(({ name }) => name === target);
  if (targetFacts === undefined) throw columnMissing([target], sample.schema);
  const task = wishes.task ?? taskOf(targetFacts);
  if (!facts.some(({ name, distinct }) => name !== target && distinct > 1)) {
    throw new LeatError('RECIPE_NO_FEATURES', `autoModel: expected columns beside the target "${target}" that vary, got none`, {
      details: { target },
    });
  }
  return {
    task,
    metric: wishes.metric ?? (task === 'classification' ? 'logLoss' : 'rmse'),
    recipe: withoutColumns(chooseRecipe(target, facts), leaveOut),
    candidates: chooseCandidates(task, sample.rows),
  };
}

function taskOf({ type, distinct }: ColumnFacts): Task {
  return type === 'integer' && distinct <= MOST_CODES ? 'classification' : taskOfTarget(type);
}

/** As plain data. What is left out is in the rows that the recipe is fitted on. */
function withoutColumns({ steps, ...recipe }: RecipeSpecification, names: readonly string[]): RecipeSpecification {
  const leaveOut: RecipeStep[] = names.length === 0 ? [] : [{ transform: 'drop', select: columns(...names), options: {} }];
  return { ...recipe, steps: [...leaveOut, ...steps] };
}

import type { CancellationFlag } from '../pipeline/stage-context.js';
import type { Field, Schema } from '../table/column.js';
import type { Column } from '../table/column.js';
import type { Table } from '../table/table.js';
import { LeatError } from '../errors.js';
import type { Fold } from './define-transform.js';
import { derive } from './derive.js';
import { neededOperations, runOnTable } from './operations.js';
import type { FittedOperation, FittedRecipe, RecipeSpecification } from './recipe.js';
import { checkRecipe, type CheckedStep } from './recipe-schema.js';
import { selectColumns } from './selector.js';

/**
 * Reads the training rows from the start, as often as asked. It may bring more columns than named.
 */
export type RecipeRows = (columns?: readonly string[]) => AsyncIterable<Table>;

/** What is known while fitting goes from step to step. */
interface Draft {
  readonly raw: Schema;
  readonly schema: Schema;
  readonly operations: readonly FittedOperation[];
}

/**
 * Learns a recipe from training rows: one pass for each step that learns, reading only what it needs.
 *
 * @throws LeatError `RECIPE_INVALID`, `RECIPE_TRANSFORM_UNKNOWN`, `EXPRESSION_INVALID`, `SCHEMA_COLUMN_MISSING`,
 * `RECIPE_COLUMN_TYPE`, `RECIPE_COLUMN_EMPTY`, `RECIPE_NO_FEATURES` or `RECIPE_NO_ROWS`.
 */
export async function fitRecipe(
  specification: RecipeSpecification,
  rows: RecipeRows,
  { signal }: { signal?: CancellationFlag } = {},
): Promise<FittedRecipe> {
  const { target, steps } = checkRecipe(specification);
  const schema = await schemaOf(rows);
  const raw = selectColumns({ by: 'except', selector: { by: 'columns', names: [target] } }, schema);

  let draft: Draft = { raw, schema: raw, operations: [] };
  for (const step of steps) {
    draft = step.kind === 'derive' ? addDerived(draft, step, target) : await fitStep(draft, step, { rows, signal });
  }
  return finish(draft, target);
}

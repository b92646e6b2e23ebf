import { LeatError } from '../errors.js';
import type { Column } from '../table/column.js';
import { columns, type RecipeSpecification, type RecipeStep } from '../transforms/recipe.js';

/** The recipe without the column that says how much rows count: it is no feature, and a served model does not ask for it. */
export function withoutWeightColumn(recipe: RecipeSpecification, weightColumn: string | undefined): RecipeSpecification {
  if (weightColumn === undefined) return recipe;
  const leaveOut: RecipeStep = { transform: 'drop', select: columns(weightColumn), options: {} };
  return { ...recipe, steps: [leaveOut, ...recipe.steps] };
}

/** @throws LeatError `SAMPLE_WEIGHT_INVALID` when the column holds no numbers; their values are checked with the sample. */
export function readWeights(column: Column, name: string): Float64Array {
  if (column.type === 'number' || column.type === 'integer') return column.values;
  throw new LeatError('SAMPLE_WEIGHT_INVALID', `weight column "${name}": expected numbers, got ${column.type}`, {
    details: { column: name, received: column.type },
  });
}

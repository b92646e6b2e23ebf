import type { TableProfile } from '../drift/profile.js';
import type { Field, Schema } from '../table/column.js';
import { closedCategories } from '../transforms/encode.js';
import { targetOf } from '../transforms/recipe.js';
import type { FittedRecipe } from '../transforms/fitted-recipe.js';
import { hasTarget, type ClassLabel, type ModelTask, type Signature, type SignatureInput } from './signature.js';

const MOST_CATEGORIES = 100;

interface SignatureParts {
  readonly task: ModelTask;
  readonly recipe: FittedRecipe;
  /** The columns that the model takes, where these are others than the recipe's. */
  readonly columns?: Schema;
  /** Of the training rows. */
  readonly profile: TableProfile;
  /** Only of anomalies: the score that they exceed. */
  readonly threshold?: number | undefined;
  /** Only of classification. */
  readonly classes?: readonly ClassLabel[] | undefined;
}

/** What a model takes and gives: the raw columns that its recipe reads, with what training saw of them. */
export function describeSignature({ task, recipe, columns = recipe.inputs, profile, threshold, classes }: SignatureParts): Signature {
  const inputs = columns.map((field) => describeInput(field, { recipe, profile }));
  return hasTarget(task)
    ? { task, target: targetOf(recipe, 'train'), inputs, ...(classes && { classes }) }
    : { task, inputs, ...(threshold !== undefined && { threshold }) };
}

function describeInput({ name, type }: Field, { recipe, profile }: Pick<SignatureParts, 'recipe' | 'profile'>): SignatureInput {
  const closed = closedCategories(recipe, name);
  if (closed !== null) return { name, type, categories: closed, closed: true };
  const column = profile.columns[name];
  if (column === undefined) return { name, type };
  if (column.kind === 'categories') return { name, type, categories: column.counts.slice(0, MOST_CATEGORIES).map(([text]) => text) };
  const { minimum, maximum } = column;
  return { name, type, ...(minimum !== null && { minimum }), ...(maximum !== null && { maximum }) };
}

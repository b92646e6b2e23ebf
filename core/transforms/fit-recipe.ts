import { LeatError } from '../errors.js';
import type { CancellationFlag } from '../pipeline/stage-context.js';
import type { Column, Field, Schema } from '../table/column.js';
import type { Table } from '../table/table.js';
import type { Fold } from './define-transform.js';
import { DERIVE, deriveOperation } from './derive.js';
import { bindOperation, neededOperations, runOperations } from './operations.js';
import type { FittedOperation, FittedRecipe, RecipeSpecification } from './recipe.js';
import { checkRecipe, type CheckedStep } from './recipe-schema.js';
import { wrongType } from './refusals.js';
import { columns, except, selectColumns } from './selector.js';

/** The training rows, read from the start as often as asked. Parts may bring more columns than those named. */
export type RecipeRows = (columns?: readonly string[]) => AsyncIterable<Table>;

interface FitOptions {
  readonly signal?: CancellationFlag | undefined;
}

/** What is known while fitting goes from step to step: the columns there are, and how they came about. */
interface Draft {
  readonly schema: Schema;
  readonly operations: readonly FittedOperation[];
}

/**
 * Learns a recipe from training rows: one pass for each step that learns, over the columns it needs.
 *
 * @throws LeatError `RECIPE_INVALID`, `RECIPE_TRANSFORM_UNKNOWN`, `EXPRESSION_INVALID`, `SCHEMA_COLUMN_MISSING`,
 * `SCHEMA_COLUMN_DUPLICATE`, `RECIPE_COLUMN_TYPE`, `RECIPE_COLUMN_EMPTY`, `RECIPE_NO_FEATURES` or `RECIPE_NO_ROWS`.
 */
export async function fitRecipe(specification: RecipeSpecification, rows: RecipeRows, options: FitOptions = {}): Promise<FittedRecipe> {
  const { target, steps } = checkRecipe(specification);
  const schema = await schemaOf(rows);
  const raw = target === undefined ? schema : selectColumns(except(columns(target)), schema);

  let draft: Draft = { schema: raw, operations: [] };
  for (const step of steps) {
    const operations =
      step.kind === 'derive' ? [deriveOperation(step.options, draft.schema)] : await fitStep(step, { draft, rows, ...options });
    draft = { schema: operations.reduce(schemaAfter, draft.schema), operations: [...draft.operations, ...operations] };
  }
  requireFeatures(draft.schema);

  const features = draft.schema.map(({ name }) => name);
  const needed = neededOperations(draft.operations, features);
  const inputs = raw.filter(({ name }) => needed.raw.has(name));
  return { ...(target !== undefined && { target }), inputs, operations: needed.operations, features };
}

interface FitContext extends FitOptions {
  readonly draft: Draft;
  readonly rows: RecipeRows;
}

type TransformStep = Extract<CheckedStep, { kind: 'transform' }>;

/** @returns An operation for each selected column. */
async function fitStep({ transform, select, options }: TransformStep, context: FitContext): Promise<readonly FittedOperation[]> {
  const fields = selectColumns(select, context.draft.schema);
  const fits = fields.map((field) => {
    if (!transform.accepts.includes(field.type)) throw wrongType(transform.name, field, transform.accepts.join(', '));
    return { field, fit: transform.fit(options, field) };
  });
  const folds = new Map(fits.flatMap(({ field, fit }) => ('known' in fit ? [] : [[field.name, fit] as const])));
  const learnedOf = await foldRows(folds, context);

  return fits.map(({ field, fit }) => {
    const learned = 'known' in fit ? fit.known : learnedOf.get(field.name);
    requireFinite(learned, field);
    return {
      transform: transform.name,
      version: transform.version,
      options,
      inputs: [field],
      outputs: transform.outputs(field, learned, options),
      learned,
    };
  });
}

/** One pass over the rows for all columns of a step. */
async function foldRows(
  folds: ReadonlyMap<string, Fold<unknown>>,
  { draft, rows, signal }: FitContext,
): Promise<ReadonlyMap<string, unknown>> {
  if (folds.size === 0) return new Map();
  const needed = neededOperations(draft.operations, folds.keys());
  const operations = needed.operations.map(bindOperation);
  const names = [...needed.raw];

  const states = new Map([...folds].map(([name, fold]) => [name, fold.start()]));
  for await (const part of rows(names)) {
    signal?.throwIfCancelled();
    const columns = new Map<string, Column>(part.select(names).columns());
    const values = runOperations(operations, columns, (operation, inputs) => operation.apply(inputs, part.rows));
    for (const [name, fold] of folds) {
      const column = values.get(name);
      if (column !== undefined) states.set(name, fold.add(states.get(name), column));
    }
  }
  return new Map([...folds].map(([name, fold]) => [name, fold.finish(states.get(name))]));
}

/** The outputs take the place of the one input; a derived column, which reads any number, comes last. */
function schemaAfter(schema: Schema, { transform, inputs, outputs }: FittedOperation): Schema {
  const [replaced] = transform === DERIVE ? schema.filter(({ name }) => name === outputs[0]?.name) : inputs;
  const place = replaced === undefined ? schema.length : schema.findIndex(({ name }) => name === replaced.name);
  const after = schema.toSpliced(place, replaced === undefined ? 0 : 1, ...outputs);
  const names = new Set<string>();
  for (const { name } of after) {
    if (names.has(name))
      throw new LeatError('SCHEMA_COLUMN_DUPLICATE', `${transform}: two columns would be named "${name}"`, { details: { column: name } });
    names.add(name);
  }
  return after;
}

async function schemaOf(rows: RecipeRows): Promise<Schema> {
  for await (const part of rows()) {
    if (part.rows > 0) return part.schema;
  }
  throw new LeatError('RECIPE_NO_ROWS', 'expected rows to fit a recipe on, got an empty table');
}

/** Infinite values make infinite means; JSON could not hold them. */
function requireFinite(learned: unknown, { name }: Field): void {
  if (typeof learned !== 'object' || learned === null) return;
  for (const value of Object.values(learned)) {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new LeatError('RECIPE_VALUE_NOT_FINITE', `column "${name}" has infinite values in the training rows: filter them, or drop it`, {
        details: { column: name },
      });
    }
  }
}

function requireFeatures(schema: Schema): void {
  if (schema.length === 0)
    throw new LeatError('RECIPE_NO_FEATURES', 'the recipe leaves no column to learn from: drop less, or add columns');
  for (const field of schema) {
    if (field.type === 'string') throw wrongType('end of the recipe', field, 'numbers (add encode, or drop it)');
    if (field.type === 'timestamp') throw wrongType('end of the recipe', field, 'numbers (derive parts such as hour(), or drop it)');
  }
}

import { LeatError } from '../errors.js';
import type { CancellationFlag } from '../pipeline/stage-context.js';
import type { Column, Field, Schema } from '../table/column.js';
import { fieldType, type Table } from '../table/table.js';
import type { FitTools, Fold, RecipeField, Transform } from './define-transform.js';
import { deriveOperation } from './derive.js';
import { bindOperation, neededOperations, runOperations } from './operations.js';
import { consecutivePlaces } from './places.js';
import type { RecipeSpecification } from './recipe.js';
import type { FittedOperation, FittedRecipe } from './fitted-recipe.js';
import { checkRecipe, type CheckedStep } from './recipe-schema.js';
import { infiniteColumns, wrongType } from './refusals.js';
import { schemaAfter } from './schema-after.js';
import { columns as named, except, selectColumns } from './selector.js';

/** The training rows, read from the start as often as asked. Parts may bring more columns than those named. */
export type RecipeRows = (columns?: readonly string[]) => AsyncIterable<Table>;

interface FitOptions extends Partial<FitTools> {
  readonly signal?: CancellationFlag | undefined;
}

/** What is known while fitting goes from step to step: the columns there are, and how they came about. */
interface Draft {
  readonly schema: readonly RecipeField[];
  readonly operations: readonly FittedOperation[];
}

/**
 * Learns a recipe from training rows: one pass for each step that learns, over the columns it needs.
 *
 * @throws LeatError `RECIPE_INVALID`, `RECIPE_TRANSFORM_UNKNOWN`, `EXPRESSION_INVALID`, `SCHEMA_COLUMN_MISSING`,
 * `SCHEMA_COLUMN_DUPLICATE`, `RECIPE_COLUMN_TYPE`, `RECIPE_COLUMN_EMPTY`, `RECIPE_NO_FEATURES` or `RECIPE_NO_ROWS`,
 * and what transforms refuse.
 */
export async function fitRecipe(specification: RecipeSpecification, rows: RecipeRows, options: FitOptions = {}): Promise<FittedRecipe> {
  const { target, steps } = checkRecipe(specification);
  const schema = await schemaOf(rows);
  const raw = target === undefined ? schema : selectColumns(except(named(target)), schema);
  const targetField = target === undefined ? undefined : { name: target, type: fieldType(schema, target) };

  let draft: Draft = { schema: raw, operations: [] };
  for (const step of steps) {
    const context = { draft, rows, target: targetField, ...options };
    const operations = step.kind === 'derive' ? [deriveOperation(step.options, draft.schema)] : await fitStep(step, context);
    draft = { schema: operations.reduce(schemaAfter, draft.schema), operations: [...draft.operations, ...operations] };
  }
  requireFeatures(draft.schema);

  const features = draft.schema.map(({ name }) => name);
  const needed = neededOperations(draft.operations, features);
  const inputs = raw.filter(({ name }) => needed.raw.has(name));
  const categories = draft.schema.map((field) => field.categories ?? 0);
  return {
    ...(target !== undefined && { target }),
    inputs,
    operations: needed.operations,
    features,
    ...(categories.some((count) => count > 0) && { cardinalities: categories }),
  };
}

interface FitContext extends FitOptions {
  readonly draft: Draft;
  readonly rows: RecipeRows;
  readonly target: Field | undefined;
}

type TransformStep = Extract<CheckedStep, { kind: 'transform' }>;

/** @returns An operation for each group of the selected columns. */
async function fitStep({ transform, select, options }: TransformStep, context: FitContext): Promise<readonly FittedOperation[]> {
  const target = transform.usesTarget?.(options) ? context.target : undefined;
  const fits = groupsOf(transform, selectColumns(select, context.draft.schema)).map((group) => ({
    group,
    fit: transform.fit(options, group, target),
  }));
  const jobs = fits.flatMap(({ group, fit }) => ('known' in fit ? [] : [{ group, fold: fit }]));
  const learned = (await foldRows(jobs, { ...context, target })).values();

  return fits.map(({ group, fit }) => {
    const fitted = { options, learned: 'known' in fit ? fit.known : learned.next().value };
    requireFinite(fitted.learned, group);
    return {
      transform: transform.name,
      version: transform.version,
      options,
      inputs: group,
      outputs: transform.outputs(group, fitted),
      learned: fitted.learned,
    };
  });
}

function groupsOf(transform: Transform, fields: readonly RecipeField[]): readonly (readonly RecipeField[])[] {
  for (const field of fields)
    if (!transform.accepts.includes(field.type)) throw wrongType(transform.name, field, transform.accepts.join(', '));
  if (transform.takes === 'each') return fields.map((field) => [field]);
  return fields.length === 0 ? [] : [fields];
}

/** A fold over a group of columns. */
interface Job {
  readonly group: Schema;
  readonly fold: Fold<unknown>;
}

/** One pass over the rows for all groups of a step. @returns What each fold learned. */
async function foldRows(
  jobs: readonly Job[],
  { draft, rows, target, signal, weigh = refuseToWeigh }: FitContext,
): Promise<readonly unknown[]> {
  if (jobs.length === 0) return [];
  const wanted = new Set(jobs.flatMap(({ group }) => group.map(({ name }) => name)));
  const needed = neededOperations(draft.operations, wanted);
  const operations = needed.operations.map(bindOperation);
  const names = [...needed.raw];

  const states = jobs.map(({ fold }) => fold.start());
  let rowsBefore = 0;
  for await (const part of rows(target === undefined ? names : [...names, target.name])) {
    signal?.throwIfCancelled();
    const columns = new Map<string, Column>(part.select(names).columns());
    const some = { rows: part.rows, trainingPlaces: consecutivePlaces(rowsBefore, part.rows) };
    const values = runOperations(operations, columns, (operation, inputs) => operation.apply(inputs, some));
    jobs.forEach(({ group, fold }, index) => {
      const seen = group.flatMap(({ name }) => values.get(name) ?? []);
      states[index] = fold.add(states[index], { columns: seen, target: target && part.column(target.name), rowsBefore });
    });
    rowsBefore += part.rows;
  }
  const learned: unknown[] = [];
  for (const [index, { fold }] of jobs.entries()) learned.push(await fold.finish(states[index], { weigh }));
  return learned;
}

function refuseToWeigh(): never {
  throw new Error('invariant: whoever fits a recipe that trains models passes in `weigh`');
}

async function schemaOf(rows: RecipeRows): Promise<Schema> {
  for await (const part of rows()) {
    if (part.rows > 0) return part.schema;
  }
  throw new LeatError('RECIPE_NO_ROWS', 'expected rows to fit a recipe on, got an empty table');
}

/** JSON could not hold what infinite values make of it. */
function requireFinite(learned: unknown, group: Schema): void {
  if (typeof learned === 'number' && !Number.isFinite(learned)) throw infiniteColumns(group);
  if (typeof learned === 'object' && learned !== null) for (const value of Object.values(learned)) requireFinite(value, group);
}

function requireFeatures(schema: Schema): void {
  if (schema.length === 0)
    throw new LeatError('RECIPE_NO_FEATURES', 'the recipe leaves no column to learn from: drop less, or add columns');
  for (const field of schema) {
    if (field.type === 'string') throw wrongType('end of the recipe', field, 'numbers (add encode, or drop it)');
    if (field.type === 'timestamp') throw wrongType('end of the recipe', field, 'numbers (derive parts such as hour(), or drop it)');
  }
}

import { LeatError } from '../errors.js';
import type { CancellationFlag } from '../pipeline/stage-context.js';
import { rowBlocks } from '../row-blocks.js';
import type { Column } from '../table/column.js';
import type { Table } from '../table/table.js';
import type { FeatureMatrix } from '../trainers/define-trainer.js';
import { bindOperation, runOperations } from './operations.js';
import type { FittedRecipe } from './fitted-recipe.js';
import { numbersOf } from './refusals.js';

/** Values at a time: columns of such blocks stay in the processor's cache, and memory does not grow with one-hot columns. */
const BLOCK_VALUES = 2 ** 18;
const MOST_BLOCK_ROWS = 8192;

export interface ApplyOptions {
  /**
   * Of rows that the recipe was fitted on: their places among those, shape [rows]. Where a row must not see what
   * was learned from itself, as in target encoding, this is what keeps it from doing so.
   */
  readonly trainingPlaces?: Uint32Array | undefined;
  /** Where the features go, shape [rows, features], all 0: into a larger matrix, so that they need not be copied. */
  readonly into?: Float32Array;
}

/**
 * Features of rows, as the exported graph computes them: in float64, rounded to float32 at the end. A value
 * that is missing after the last step is NaN; see `requireFinite`.
 *
 * @throws LeatError `SCHEMA_COLUMN_MISSING`, `RECIPE_COLUMN_TYPE`, `RECIPE_CATEGORY_UNKNOWN`.
 */
export function applyRecipe(fitted: FittedRecipe, table: Table, { trainingPlaces, into }: ApplyOptions = {}): FeatureMatrix {
  const operations = fitted.operations.map(bindOperation);
  const raw = table.select(fitted.inputs.map(({ name }) => name));
  const data = into ?? new Float32Array(table.rows * fitted.features.length);

  const blockRows = Math.min(MOST_BLOCK_ROWS, Math.ceil(BLOCK_VALUES / fitted.features.length));

  for (let start = 0; start < table.rows; start += blockRows) {
    const block = raw.slice(start, start + blockRows);
    const rows = { rows: block.rows, trainingPlaces: trainingPlaces?.subarray(start, start + block.rows) };
    const columns = runOperations(operations, new Map<string, Column>(block.columns()), (operation, inputs) =>
      operation.apply(inputs, rows),
    );
    writeBlock(data, { start, columns, features: fitted.features });
  }
  const { features: names, cardinalities } = fitted;
  return { rows: table.rows, names, data, ...(cardinalities && { cardinalities }) };
}

interface Block {
  readonly start: number;
  readonly columns: ReadonlyMap<string, Column>;
  readonly features: readonly string[];
}

function writeBlock(data: Float32Array, { start, columns, features }: Block): void {
  const width = features.length;
  features.forEach((name, feature) => {
    const column = columns.get(name);
    if (column === undefined) throw new LeatError('RECIPE_INVALID', `expected an operation that makes the feature "${name}", got none`);
    const { values } = numbersOf(column);
    const first = start * width + feature;
    for (let row = 0; row < values.length; row++) {
      const value = values[row] ?? NaN;
      // The matrix is 0 already, and most values of one-hot columns are: their memory need not be touched.
      if (value !== 0) data[first + row * width] = value;
    }
  });
}

/**
 * Refuses features that no trainer can learn from.
 *
 * @throws LeatError `RECIPE_VALUE_NOT_FINITE` naming the first feature and row, or `CANCELLED`.
 */
export function requireFinite(features: FeatureMatrix, signal?: CancellationFlag): void {
  const { data } = features;
  for (const { start, end } of rowBlocks(data.length, { signal, width: 1 })) {
    // An index: over hundreds of millions of values, findIndex and for-of cost ten times as much.
    let place = start;
    while (place < end && Number.isFinite(data[place])) place++;
    if (place < end) throw notFinite(features, place);
  }
}

/**
 * Refuses infinite features, and lets missing ones pass.
 *
 * @throws LeatError `RECIPE_VALUE_NOT_FINITE` naming the first feature and row, or `CANCELLED`.
 */
export function requireNotInfinite(features: FeatureMatrix, signal?: CancellationFlag): void {
  const { data } = features;
  for (const { start, end } of rowBlocks(data.length, { signal, width: 1 })) {
    let place = start;
    while (place < end && Math.abs(data[place] ?? NaN) !== Infinity) place++;
    if (place < end) throw notFinite(features, place);
  }
}

function notFinite({ names, data }: FeatureMatrix, place: number): LeatError {
  const name = names[place % names.length] ?? '';
  const row = Math.floor(place / names.length);
  const what = Number.isNaN(data[place]) ? 'a missing value' : 'an infinite value';
  return new LeatError(
    'RECIPE_VALUE_NOT_FINITE',
    `feature "${name}": expected a number, got ${what} in row ${String(row + 1)}: impute the column, or drop it`,
    {
      details: { column: name, row },
    },
  );
}

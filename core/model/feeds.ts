import { LeatError } from '../errors.js';
import { suggestName } from '../nearest-name.js';
import type { Tensor } from '../onnx/graph-runner.js';
import type { Column, ColumnType } from '../table/column.js';
import { isMissing, rowsOf, textAt } from '../table/columns.js';
import type { Table } from '../table/table.js';
import type { Signature, SignatureInput } from './signature.js';

interface FeedOptions {
  /** Columns that the model does not take: stored tables have some (the target, ids), a request should not. */
  readonly unknown?: 'ignore' | 'refuse';
}

/**
 * Rows as the tensors that a model's graph takes: shape [rows, 1], strings with '' or float64 with NaN where missing.
 *
 * @throws LeatError `PREDICT_COLUMN_MISSING`, `PREDICT_COLUMN_UNKNOWN`, `PREDICT_TYPE_MISMATCH` or `PREDICT_CATEGORY_UNKNOWN`.
 */
export function feedsOf(signature: Signature, table: Table, { unknown = 'ignore' }: FeedOptions = {}): Record<string, Tensor> {
  if (unknown === 'refuse') refuseUnknown(signature, table);
  refuseMissing(signature, table);
  return Object.fromEntries(signature.inputs.map((input) => [input.name, tensorOf(table.column(input.name), input)]));
}

function tensorOf(column: Column, input: SignatureInput): Tensor {
  const rows = rowsOf(column);
  const shape = [rows, 1];
  requireType(column, input);
  if (input.type !== 'string') {
    // A column without any value has no type of its own.
    return { type: 'float64', shape, data: column.type === 'string' ? new Float64Array(rows).fill(NaN) : column.values };
  }
  if (column.type !== 'string') return { type: 'string', shape, data: Array.from(column.values, () => '') };
  requireKnown(column.dictionary, input);
  return { type: 'string', shape, data: Array.from(column.codes, (_, row) => textAt(column, row)) };
}

/** Types that a column may have where the training rows had the key. Whole numbers are numbers, and may arrive as such. */
const admitted: Readonly<Record<ColumnType, readonly ColumnType[]>> = {
  number: ['number', 'integer'],
  integer: ['integer', 'number'],
  boolean: ['boolean'],
  timestamp: ['timestamp'],
  string: ['string'],
};

function requireType(column: Column, { name, type }: SignatureInput): void {
  if (admitted[type].includes(column.type) || isAllMissing(column)) return;
  throw new LeatError('PREDICT_TYPE_MISMATCH', `column "${name}": expected type ${type}, got ${column.type}`, {
    details: { column: name, expected: type, received: column.type },
  });
}

function requireKnown(texts: readonly string[], { name, categories = [], closed = false }: SignatureInput): void {
  if (!closed) return;
  const known = new Set(categories);
  const stranger = texts.find((text) => !known.has(text));
  if (stranger === undefined) return;
  throw new LeatError('PREDICT_CATEGORY_UNKNOWN', `column "${name}": expected a text seen in training, got "${stranger}"`, {
    details: { column: name, received: stranger },
  });
}

function isAllMissing(column: Column): boolean {
  for (let row = 0; row < rowsOf(column); row++) if (!isMissing(column, row)) return false;
  return true;
}

/** All at once, so that nobody mends one only to be told of the next. */
function refuseMissing({ inputs }: Signature, table: Table): void {
  const missing = inputs.filter(({ name }) => !table.has(name));
  const [first] = missing;
  if (first === undefined) return;
  const columns = table.schema.map((field) => field.name);
  const wanted = missing.map(({ name, type }) => `column "${name}" of type ${type}`).join(', ');
  const message = `expected ${wanted}, got columns ${columns.map((each) => `"${each}"`).join(', ')}`;
  const details = { column: first.name, missing: missing.map(({ name }) => name), columns };
  throw new LeatError('PREDICT_COLUMN_MISSING', message, { details });
}

function refuseUnknown({ inputs }: Signature, table: Table): void {
  const names = inputs.map(({ name }) => name);
  const stranger = table.schema.find(({ name }) => !names.includes(name));
  if (stranger === undefined) return;
  const message = `expected only columns that the model takes, got "${stranger.name}": ${suggestName(stranger.name, names)}`;
  throw new LeatError('PREDICT_COLUMN_UNKNOWN', message, { details: { column: stranger.name, columns: names } });
}

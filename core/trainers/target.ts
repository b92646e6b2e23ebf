import { LeatError } from '../errors.js';
import type { ClassLabel, Task } from '../model/signature.js';
import type { Column } from '../table/column.js';
import { cellAt, isMissing, rowsOf } from '../table/columns.js';

/** More labels than this are not classes: an identifier or a measure was taken for the target. */
const MAX_CLASSES = 1000;

export interface Target {
  readonly task: Task;
  /** Shape [rows]: the value (regression), or the index into `classes`. Never NaN. */
  readonly values: Float64Array;
  /** Sorted; empty for regression. */
  readonly classes: readonly ClassLabel[];
}

/**
 * Reads the column that is to be predicted.
 *
 * @throws LeatError `TARGET_VALUE_MISSING`, `TARGET_TYPE`, or `TARGET_ONE_CLASS`.
 */
export function readTarget(column: Column, { name, task }: { name: string; task: Task }): Target {
  requireValues(column, name);
  if (task === 'regression') return { task, values: numbersOf(column, name), classes: [] };
  const classes = classesOf(column, name);
  return { task, classes, values: classIndices(column, { name, classes }) };
}

/**
 * The values to compare predictions with, of rows that a model may not have seen.
 *
 * @throws LeatError `TARGET_VALUE_MISSING`, `TARGET_TYPE`, or `TARGET_CLASS_UNKNOWN`.
 */
export function readActual(column: Column, { name, classes }: { name: string; classes: readonly ClassLabel[] | undefined }): Float64Array {
  requireValues(column, name);
  return classes === undefined ? numbersOf(column, name) : classIndices(column, { name, classes });
}

/** The task that a target of this type most likely means. */
export function taskOfTarget(type: Column['type']): Task {
  return type === 'string' || type === 'boolean' ? 'classification' : 'regression';
}

function requireValues(column: Column, name: string): void {
  const missing: number[] = [];
  for (let row = 0; row < rowsOf(column); row++) if (isMissing(column, row)) missing.push(row);
  const [first] = missing;
  if (first === undefined) return;
  throw new LeatError(
    'TARGET_VALUE_MISSING',
    `target "${name}": expected a value in every row, got none in ${String(missing.length)} rows, first in row ${String(first)}; ` +
      `leave them out by split({ dropMissing: ["${name}"] })`,
    { details: { column: name, missing: missing.length, row: first } },
  );
}

function numbersOf(column: Column, name: string): Float64Array {
  if (column.type === 'number' || column.type === 'integer') return column.values;
  throw wrongType(name, { expected: 'numbers, for regression', received: column.type });
}

function classesOf(column: Column, name: string): readonly ClassLabel[] {
  const labels = labelsOf(column, name);
  const [only] = labels;
  if (labels.length < 2) {
    throw new LeatError('TARGET_ONE_CLASS', `target "${name}": expected at least two classes, got only ${JSON.stringify(only)}`, {
      details: { column: name, class: only ?? null },
    });
  }
  if (labels.length > MAX_CLASSES) {
    throw wrongType(name, { expected: `at most ${String(MAX_CLASSES)} classes`, received: String(labels.length) });
  }
  return labels;
}

/** Sorted, so that the order of rows cannot change a model: texts by code unit, numbers by value, false before true. */
function labelsOf(column: Column, name: string): ClassLabel[] {
  switch (column.type) {
    case 'string': {
      const used = new Set(column.codes); // a part's dictionary may hold texts that none of its rows has
      return column.dictionary.filter((_, code) => used.has(code)).sort();
    }
    case 'boolean':
      return [...new Set(column.values)].sort().map((value) => value !== 0);
    case 'integer':
    case 'number': {
      const labels = [...new Set(column.values)].sort((left, right) => left - right);
      const fraction = labels.find((label) => !Number.isInteger(label));
      if (fraction === undefined) return labels;
      throw wrongType(name, { expected: 'texts, whole numbers or booleans, for classification', received: String(fraction) });
    }
    case 'timestamp':
      throw wrongType(name, { expected: 'texts, whole numbers or booleans, for classification', received: 'timestamp' });
  }
}

function classIndices(column: Column, { name, classes }: { name: string; classes: readonly ClassLabel[] }): Float64Array {
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  const indexAt = (label: ClassLabel): number => indexOf.get(label) ?? NaN;
  const indices =
    column.type === 'string'
      ? fromCodes(column.codes, column.dictionary.map(indexAt))
      : column.values.map((value) => indexAt(column.type === 'boolean' ? value !== 0 : value));
  const unknown = indices.findIndex(Number.isNaN);
  if (unknown < 0) return indices;
  const received = JSON.stringify(cellAt(column, unknown));
  const expected = classes.map((label) => JSON.stringify(label)).join(', ');
  throw new LeatError('TARGET_CLASS_UNKNOWN', `target "${name}", row ${String(unknown)}: expected one of ${expected}, got ${received}`, {
    details: { column: name, row: unknown, received },
  });
}

function fromCodes(codes: Int32Array, indexOfCode: readonly number[]): Float64Array {
  return Float64Array.from(codes, (code) => indexOfCode[code] ?? NaN);
}

function wrongType(name: string, { expected, received }: { expected: string; received: string }): LeatError {
  return new LeatError('TARGET_TYPE', `target "${name}": expected ${expected}, got ${received}`, {
    details: { column: name, expected, received },
  });
}

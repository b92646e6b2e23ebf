import { outcomeOf } from '../metrics/outcome.js';
import type { Outcome } from '../metrics/metric.js';
import { hasTarget, type ClassLabel, type Signature } from '../model/signature.js';
import { cellAt } from '../table/columns.js';
import type { Table } from '../table/table.js';
import { LOGGED, PROBABILITY } from './logged-predictions.js';

/**
 * What a model said in production beside what was true, of the logged rows whose labels have come.
 *
 * @param labels - By prediction id. One that is no class or number counts as not there: see strangeLabels.
 * @returns null for a model without a target, or when no label has come.
 */
export function labelledOutcome(
  logged: Table,
  labels: ReadonlyMap<string, ClassLabel>,
  signature: Signature,
): { readonly outcome: Outcome; readonly rows: readonly number[] } | null {
  const { task, classes = [] } = signature;
  if (!hasTarget(task)) return null;
  const names = classes.map(String);
  const valueOf = labelReader(signature);
  const ids = logged.column(LOGGED.id);
  const rows: number[] = [];
  const actual: number[] = [];
  for (let row = 0; row < logged.rows; row++) {
    const label = labels.get(String(cellAt(ids, row)));
    if (label === undefined) continue;
    const value = valueOf(label);
    if (value === null) continue;
    rows.push(row);
    actual.push(value);
  }
  if (rows.length === 0) return null;
  const columns = task === 'classification' ? names.map((name) => PROBABILITY + name) : [LOGGED.value];
  const predictions = new Float64Array(rows.length * columns.length);
  columns.forEach((name, index) => {
    const column = logged.column(name);
    rows.forEach(
      (row, place) => (predictions[place * columns.length + index] = column.type === 'string' ? NaN : (column.values[row] ?? NaN)),
    );
  });
  return { outcome: outcomeOf({ task, classes: names.length }, { actual, predictions, rule: signature }), rows };
}

/** Labels that say nothing of a model: texts that are none of its classes, or no numbers. */
export function strangeLabels(labels: Iterable<ClassLabel>, signature: Signature): ClassLabel[] {
  if (!hasTarget(signature.task)) return [];
  const valueOf = labelReader(signature);
  return [...labels].filter((label) => valueOf(label) === null);
}

/** @returns The place of a label among the classes, or the number that it is; null when it is neither. */
function labelReader({ task, classes = [] }: Signature): (label: ClassLabel) => number | null {
  const places = new Map(classes.map((name, place) => [String(name), place]));
  if (task === 'classification') return (label) => places.get(String(label)) ?? null;
  return (label) => (Number.isFinite(Number(label)) ? Number(label) : null);
}

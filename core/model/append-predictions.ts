import { LeatError } from '../errors.js';
import type { Column, ColumnType } from '../table/column.js';
import { numericColumn } from '../table/columns.js';
import { Table } from '../table/table.js';
import type { ClassPredictions, Predictions } from './predictions.js';
import type { ClassLabel, Signature } from './signature.js';

/**
 * A part with what a model says of its rows in columns behind its own: `prediction` and `probability_CLASS` for each
 * class, `prediction`, `cluster` and `distance`, or `score` and `label`.
 *
 * @throws LeatError `SCHEMA_COLUMN_DUPLICATE` when the part has a column of such a name.
 */
export function appendPredictions(part: Table, predictions: Predictions, signature: Signature): Table {
  return appendColumns(part, predictionColumns(predictions, signature));
}

/** @throws LeatError `SCHEMA_COLUMN_DUPLICATE` */
export function appendColumns(part: Table, added: readonly (readonly [string, Column])[]): Table {
  const taken = added.find(([name]) => part.has(name));
  if (taken === undefined) return Table.of([...part.columns(), ...added]);
  const [name] = taken;
  throw new LeatError(
    'SCHEMA_COLUMN_DUPLICATE',
    `rows to score: expected no column "${name}", which the prediction is to have: rename or drop it`,
    {
      details: { column: name },
    },
  );
}

function predictionColumns(predictions: Predictions, { classes = [] }: Signature): readonly (readonly [string, Column])[] {
  switch (predictions.task) {
    case 'regression':
      return [['prediction', numericColumn('number', Float64Array.from(predictions.values))]];
    case 'classification':
      return [['prediction', labelColumn(predictions, classes)], ...probabilityColumns(predictions, classes)];
    case 'clustering': {
      const { cluster, clusters, distances } = predictions;
      const own = Float64Array.from(cluster, (nearest, row) => distances[row * clusters + nearest] ?? NaN);
      return [
        ['cluster', numericColumn('integer', Float64Array.from(cluster))],
        ['distance', numericColumn('number', own)],
      ];
    }
    case 'anomaly':
      return [
        ['score', numericColumn('number', Float64Array.from(predictions.scores))],
        ...(predictions.labels === null ? [] : [['label', numericColumn('integer', Float64Array.from(predictions.labels))] as const]),
      ];
  }
}

function labelColumn({ decided, labels }: ClassPredictions, classes: readonly ClassLabel[]): Column {
  const type = labelType(classes);
  return type === 'string'
    ? { type, dictionary: classes.map(String), codes: decided }
    : numericColumn(type, Float64Array.from(labels, Number));
}

/** Of labels that have all one type, as the column has that they were learned from. */
function labelType(classes: readonly ClassLabel[]): ColumnType {
  if (classes.every((label) => typeof label === 'boolean')) return 'boolean';
  if (classes.every((label) => typeof label === 'number')) return classes.every(Number.isSafeInteger) ? 'integer' : 'number';
  return 'string';
}

function probabilityColumns({ rows, probabilities }: ClassPredictions, classes: readonly ClassLabel[]): readonly [string, Column][] {
  return classes.map((label, index) => {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = probabilities[row * classes.length + index] ?? NaN;
    return [`probability_${String(label)}`, numericColumn('number', values)];
  });
}

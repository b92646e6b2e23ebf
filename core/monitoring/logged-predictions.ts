import type { Predictions } from '../model/predictions.js';
import type { ClassLabel, Signature } from '../model/signature.js';
import type { Column } from '../table/column.js';
import { numericColumn, stringColumn } from '../table/columns.js';
import { Table } from '../table/table.js';

/** What a logged row has beside the columns that the model was asked with. No column of a model's own begins like these. */
export const LOGGED = {
  id: 'prediction.id',
  at: 'prediction.at',
  version: 'prediction.version',
  /** The predicted class as text, or the predicted number. */
  value: 'prediction.value',
  /** Where its label has come: what should have been predicted. */
  label: 'prediction.label',
} as const;

/** Before the name of a class: its probability. */
export const PROBABILITY = 'prediction.probability.';

/** Before a hash that stands for a value. */
export const HASHED = 'hash:';

/** Whether only hashes are kept of a column's values. */
export function isHashed(column: Column): boolean {
  return column.type === 'string' && column.dictionary.length > 0 && column.dictionary.every((text) => text.startsWith(HASHED));
}

export interface LoggedAnswer {
  /** Of the request; its rows are `ID:0`, `ID:1` and so on. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly version: number;
  readonly signature: Signature;
  readonly inputs: Table;
  readonly said: Predictions;
}

/** One answer as rows of the log. */
export function loggedTable({ id, at, version, signature, inputs, said }: LoggedAnswer): Table {
  const { rows } = said;
  const every = (value: number): Float64Array => new Float64Array(rows).fill(value);
  return Table.of([
    [LOGGED.id, stringColumn(Array.from({ length: rows }, (_, row) => predictionId(id, row)))],
    [LOGGED.at, numericColumn('timestamp', every(at))],
    [LOGGED.version, numericColumn('integer', every(version))],
    ...valueColumns(said, signature.classes ?? []),
    ...inputs.columns(),
  ]);
}

export function predictionId(id: string, row: number): string {
  return `${id}:${String(row)}`;
}

/** A request of one row needs no number. */
export function fullPredictionId(given: string): string {
  return given.includes(':') ? given : predictionId(given, 0);
}

function valueColumns(said: Predictions, classes: readonly ClassLabel[]): [string, Column][] {
  switch (said.task) {
    case 'classification':
      return [
        [LOGGED.value, stringColumn(said.labels.map(String))],
        ...classes.map((name, index): [string, Column] => [
          `${PROBABILITY}${String(name)}`,
          numericColumn(
            'number',
            Float64Array.from({ length: said.rows }, (_, row) => said.probabilities[row * classes.length + index] ?? NaN),
          ),
        ]),
      ];
    case 'regression':
      return [[LOGGED.value, numericColumn('number', Float64Array.from(said.values))]];
    case 'clustering':
      return [[LOGGED.value, stringColumn(Array.from(said.cluster, String))]];
    case 'anomaly':
      return [[LOGGED.value, numericColumn('number', Float64Array.from(said.scores))]];
  }
}

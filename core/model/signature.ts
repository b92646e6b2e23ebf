import type { ColumnType } from '../table/column.js';

export type Task = 'classification' | 'regression';

/** A class label keeps the type that the target column has. */
export type ClassLabel = string | number | boolean;

/** One raw column that the served graph takes: a tensor of shape [rows, 1], float64 or string. */
export interface SignatureInput {
  readonly name: string;
  readonly type: ColumnType;
  /** Texts seen in training, at most 100 of them, most frequent first. */
  readonly categories?: readonly string[];
  /** Any other text is refused, since the recipe encodes with unknown: 'error'; `categories` has them all then. */
  readonly closed?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Signature {
  readonly task: Task;
  readonly target: string;
  readonly inputs: readonly SignatureInput[];
  /** In the order of the columns of the `probabilities` output; absent for regression. */
  readonly classes?: readonly ClassLabel[];
}

import type { ColumnType } from '../table/column.js';
import type { TensorBinding } from './tensor-binding.js';

/** What is learned from a target: its class, or its value. */
export type Task = 'classification' | 'regression';

/** What is learned from rows alone: which belong together, or how unusual each is. */
export type UntargetedTask = 'clustering' | 'anomaly';

/** What a model is for. */
export type ModelTask = Task | UntargetedTask;

const targeted: Readonly<Record<ModelTask, boolean>> = { classification: true, regression: true, clustering: false, anomaly: false };

/** Whether a task is learned from a target. */
export function hasTarget(task: ModelTask): task is Task {
  return targeted[task];
}

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

export interface TargetSignature {
  readonly task: Task;
  readonly target: string;
  readonly inputs: readonly SignatureInput[];
  /** In the order of the columns of the `probabilities` output; absent for regression. */
  readonly classes?: readonly ClassLabel[];
  /** Of two classes: from which probability on the second one is the label, a float32 number; the most probable class where absent. */
  readonly threshold?: number;
  /** Of more classes, by actual and taken class: the class of which the expected cost is least is the label. */
  readonly costs?: readonly (readonly number[])[];
  /** Of a graph that was made elsewhere; see bind-session.ts. */
  readonly tensors?: TensorBinding;
}

export interface UntargetedSignature {
  readonly task: UntargetedTask;
  readonly target?: undefined;
  readonly inputs: readonly SignatureInput[];
  readonly classes?: undefined;
  /** Of anomalies: the score that they exceed, a float32 number; absent where the model tells none apart. */
  readonly threshold?: number;
  readonly costs?: undefined;
  readonly tensors?: undefined;
}

/** What a model takes and gives. */
export type Signature = TargetSignature | UntargetedSignature;

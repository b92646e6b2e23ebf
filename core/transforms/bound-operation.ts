import type { GraphNode } from '../onnx/graph.js';
import type { Column } from '../table/column.js';

/** Which rows columns belong to. */
export interface Rows {
  readonly rows: number;
  /** Of each row among all training rows, shape [rows]; absent for rows that were not learned from. */
  readonly trainingPlaces?: Uint32Array | undefined;
}

/** A fitted operation with its options and learned data checked: functions from its inputs to its outputs. */
export interface BoundOperation {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  apply(columns: readonly Column[], rows: Rows): readonly Column[];
  toGraph(nodes: readonly GraphNode[]): readonly GraphNode[];
}

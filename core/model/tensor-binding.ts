import type { ElementType } from '../onnx/graph-runner.js';

/** One tensor that a foreign graph takes, made of columns side by side. */
export interface BoundInput {
  readonly name: string;
  readonly type: ElementType;
  /** 1 for [rows], 2 for [rows, columns]. */
  readonly rank: 1 | 2;
  /** Names, in the order of its second dimension. */
  readonly columns: readonly string[];
}

/** How the tensors of a graph that was made elsewhere stand for columns and predictions. */
export interface TensorBinding {
  readonly inputs: readonly BoundInput[];
  /** Which output has probabilities [rows, classes], scores of the second class [rows], labels [rows] or values [rows]. */
  readonly output: { readonly name: string; readonly holds: 'probabilities' | 'label' | 'prediction' };
  /** The graph was exported for one row at a time. */
  readonly singleRow: boolean;
}

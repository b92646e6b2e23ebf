import type { Tensor } from '../onnx/graph-runner.js';
import { constant, type GraphNode } from '../onnx/graph.js';
import { cast, equal, exp, logSoftmax, mul, neg, scalar32, sigmoid, softplus, sub } from '../onnx/operators.js';
import type { TaskShape } from './define-trainer.js';

/** The loss of a task as nodes, float32. */
export interface LossNodes {
  /** Of each row, in one or more columns that add up. */
  readonly terms: GraphNode;
  /** Its derivative by the scores, shape [rows, outputs]. */
  readonly residuals: GraphNode;
}

/** Columns of scores: a value, one logit for two classes, else a score for each class. */
export function outputsOf(classes: number): number {
  return classes <= 2 ? 1 : classes;
}

/** Half the squared error, or log loss: of one logit for two classes, of softmax for more. @param target - See targetTensor. */
export function lossNodes(scores: GraphNode, target: GraphNode, { classes }: Pick<TaskShape, 'classes'>): LossNodes {
  if (classes === 0) return squaredLoss(scores, target);
  return classes === 2 ? binaryLoss(scores, target) : softmaxLoss(scores, target, classes);
}

/** float32 values or 0 and 1, or int32 classes where there are more than two; shape [rows, 1]. */
export function targetTensor(target: Float64Array, classes: number): Tensor {
  const shape = [target.length, 1];
  if (classes <= 2) return { type: 'float32', shape, data: new Float32Array(target) };
  return { type: 'int32', shape, data: new Int32Array(target) };
}

export function targetType(classes: number): 'float32' | 'int32' {
  return classes <= 2 ? 'float32' : 'int32';
}

function squaredLoss(predicted: GraphNode, actual: GraphNode): LossNodes {
  const residuals = sub(predicted, actual);
  return { terms: mul(mul(residuals, residuals), scalar32(0.5)), residuals };
}

function binaryLoss(logits: GraphNode, actual: GraphNode): LossNodes {
  return {
    terms: sub(softplus(logits), mul(actual, logits)),
    residuals: sub(sigmoid(logits), actual),
  };
}

function softmaxLoss(scores: GraphNode, target: GraphNode, classes: number): LossNodes {
  const ids = constant({ type: 'int32', shape: [1, classes], data: Int32Array.from({ length: classes }, (_, index) => index) });
  const actual = cast(equal(target, ids), 'float32');
  const logarithms = logSoftmax(scores, 1);
  return {
    terms: neg(mul(actual, logarithms)),
    residuals: sub(exp(logarithms), actual),
  };
}

import type { GraphNode } from '../onnx/graph.js';
import { add, matmul, matrix, vector } from '../onnx/operators.js';
import type { FeatureMatrix } from './define-trainer.js';

/** A weighted sum of the features for each output. */
export interface LinearParameters {
  /** Row-major, shape [features, outputs]; representable in float32, as the exported graph computes. */
  readonly weights: readonly number[];
  /** Shape [outputs]. */
  readonly bias: readonly number[];
}

/** Rounded to what the exported graph can hold, so that graph and plain code start from the same numbers. */
export function linearParameters(weights: Float64Array, bias: Float64Array): LinearParameters {
  return { weights: Array.from(weights, Math.fround), bias: Array.from(bias, Math.fround) };
}

/** @returns Row-major, shape [rows, outputs]. */
export function applyLinear({ data, rows, names }: FeatureMatrix, { weights, bias }: LinearParameters): Float64Array {
  const outputs = bias.length;
  const sums = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = bias[output] ?? 0;
      for (let feature = 0; feature < names.length; feature++) {
        sum += (data[row * names.length + feature] ?? 0) * (weights[feature * outputs + output] ?? 0);
      }
      sums[row * outputs + output] = sum;
    }
  }
  return sums;
}

/** The same as a graph. @param features - float32, shape [rows, features]. */
export function linearGraph(features: GraphNode, { weights, bias }: LinearParameters): GraphNode {
  return add(matmul(features, matrix(weights, bias.length)), vector(bias));
}

/**
 * Coefficient times value of each feature, and last the bias.
 *
 * @returns Row-major, shape [rows, features + 1, outputs].
 */
export function explainLinear({ data, rows, names }: FeatureMatrix, { weights, bias }: LinearParameters): Float64Array {
  const outputs = bias.length;
  const size = (names.length + 1) * outputs;
  const contributions = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    for (let feature = 0; feature < names.length; feature++) {
      const value = data[row * names.length + feature] ?? 0;
      for (let output = 0; output < outputs; output++) {
        contributions[row * size + feature * outputs + output] = value * (weights[feature * outputs + output] ?? 0);
      }
    }
    contributions.set(bias, row * size + names.length * outputs);
  }
  return contributions;
}

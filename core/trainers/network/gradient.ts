import type { GraphNode } from '../../onnx/graph.js';
import { add, concat, div, gemm, mul, reduceSum, reshape, vector } from '../../onnx/operators.js';
import { placesOf, sizeOf, throughActivation, type Activation, type Forward, type LayerNodes, type Widths } from './layers.js';

interface Backward {
  readonly input: GraphNode;
  readonly through: Forward;
  readonly layers: readonly LayerNodes[];
  /** The flat list that the layers were cut from. */
  readonly parameters: GraphNode;
  /** Derivative of each row's loss by its scores. */
  readonly residuals: GraphNode;
  readonly weights: GraphNode | undefined;
  readonly totalWeight: GraphNode;
}

interface GradientOptions {
  readonly widths: Widths;
  readonly activation: Activation;
  readonly l2: number;
}

/** Back-propagation as nodes: derivatives of the mean loss of a batch, penalty included, in the order of the flat list. */
export function gradientOf(
  { input, through, layers, parameters, residuals, weights, totalWeight }: Backward,
  { widths, activation, l2 }: GradientOptions,
): GraphNode {
  const parts: GraphNode[] = [];
  let derivative = weights === undefined ? residuals : mul(residuals, weights);
  for (let index = layers.length - 1; index >= 0; index--) {
    const below = through.hidden[index - 1];
    const weightGradient = gemm([below?.output ?? input, derivative], { transposeLeft: true });
    parts.unshift(reshape(weightGradient, [-1]), reduceSum(derivative, { axes: [0], keepDimensions: false }));
    const layer = layers[index];
    if (below !== undefined && layer !== undefined) {
      derivative = throughActivation(gemm([derivative, layer.weights], { transposeRight: true }), below, activation);
    }
  }
  const sum = concat(parts, 0);
  return div(l2 === 0 ? sum : add(sum, mul(parameters, vector(penalties(widths, l2)))), totalWeight);
}

/** The penalty on each number of the flat list: biases are free. */
function penalties(widths: Widths, l2: number): Float32Array {
  const penalty = new Float32Array(sizeOf(widths));
  for (const { weightsAt, biasAt } of placesOf(widths)) penalty.fill(l2, weightsAt, biasAt);
  return penalty;
}

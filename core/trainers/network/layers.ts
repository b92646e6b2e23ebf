import type { GraphNode } from '../../onnx/graph.js';
import { gemm, mul, relu, reshape, scalar32, sign, split, sub, tanh } from '../../onnx/operators.js';

export const activations = ['relu', 'tanh'] as const;
export type Activation = (typeof activations)[number];

/** Number of features, of units in each hidden layer, and of outputs. */
export type Widths = readonly number[];

/** Where a layer stands in the flat list of all learned numbers: row-major weights [inputs, outputs], then biases. */
export interface LayerPlace {
  readonly inputs: number;
  readonly outputs: number;
  readonly weightsAt: number;
  readonly biasAt: number;
}

export function placesOf(widths: Widths): LayerPlace[] {
  let at = 0;
  return widths.slice(1).map((outputs, index) => {
    const inputs = widths[index] ?? 0;
    const weightsAt = at;
    const biasAt = weightsAt + inputs * outputs;
    at = biasAt + outputs;
    return { inputs, outputs, weightsAt, biasAt };
  });
}

/** How many numbers a network learns. */
export function sizeOf(widths: Widths): number {
  return placesOf(widths).reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}

export interface LayerNodes {
  readonly weights: GraphNode;
  readonly bias: GraphNode;
}

/** Cuts the flat list. */
export function layersOf(parameters: GraphNode, widths: Widths): LayerNodes[] {
  const places = placesOf(widths);
  const parts = split(
    parameters,
    places.flatMap(({ inputs, outputs }) => [inputs * outputs, outputs]),
  );
  return places.flatMap(({ inputs, outputs }, index) => {
    const [weights, bias] = [parts[2 * index], parts[2 * index + 1]];
    return weights === undefined || bias === undefined ? [] : [{ weights: reshape(weights, [inputs, outputs]), bias }];
  });
}

export interface HiddenNodes {
  /** Its derivative by what went into it can be told from it. */
  readonly activated: GraphNode;
  /** What units are multiplied by: 0, or 1 / (1 − dropout). Undefined without dropout. */
  readonly mask: GraphNode | undefined;
  /** What the next layer gets. */
  readonly output: GraphNode;
}

export interface Forward {
  readonly hidden: readonly HiddenNodes[];
  /** Of the last layer, without an activation; shape [rows, outputs]. */
  readonly scores: GraphNode;
}

const activate: Readonly<Record<Activation, (input: GraphNode) => GraphNode>> = { relu, tanh };

/** @param masks - For each hidden layer, none of them without dropout. */
export function forward(
  input: GraphNode,
  layers: readonly LayerNodes[],
  { activation, masks = [] }: { activation: Activation; masks?: readonly GraphNode[] },
): Forward {
  const hidden: HiddenNodes[] = [];
  let values = input;
  layers.forEach(({ weights, bias }, index) => {
    values = gemm([values, weights, bias]);
    if (index === layers.length - 1) return;
    const activated = activate[activation](values);
    const mask = masks[index];
    values = mask === undefined ? activated : mul(activated, mask);
    hidden.push({ activated, mask, output: values });
  });
  return { hidden, scores: values };
}

/** Derivative of an activation, told from its value. */
const slopes: Readonly<Record<Activation, (activated: GraphNode) => GraphNode>> = {
  relu: sign,
  tanh: (activated) => sub(scalar32(1), mul(activated, activated)),
};

/** Takes a derivative by the output of a hidden layer to one by its input. */
export function throughActivation(derivative: GraphNode, { activated, mask }: HiddenNodes, activation: Activation): GraphNode {
  const undropped = mask === undefined ? derivative : mul(derivative, mask);
  return mul(undropped, slopes[activation](activated));
}

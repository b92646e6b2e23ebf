import type { GraphNode } from '../../onnx/graph.js';
import { add, concat, div, matrix, mul, neg, scalar32, sigmoid, softmax, sub, vector } from '../../onnx/operators.js';
import { bothClasses, softmaxRows } from '../class-probabilities.js';
import type { FeatureMatrix, TaskShape } from '../define-trainer.js';
import { forward, placesOf, type Activation, type LayerPlace, type Widths } from './layers.js';

/** A trained network; all numbers are representable in float32, as the exported graph computes. */
export interface Network {
  readonly widths: Widths;
  readonly activation: Activation;
  /** The flat list, see LayerPlace. */
  readonly values: readonly number[];
  /** Of the features; the network sees them standardised. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** What a score of regression is in: 0 and 1 for classification. */
  readonly target: { readonly mean: number; readonly deviation: number };
}

/** @returns Probabilities [rows, classes], or values [rows, 1]. */
export function applyNetwork(features: FeatureMatrix, network: Network, { classes }: TaskShape): Float64Array {
  const scores = scoresOf(features, network);
  if (classes === 0) return scores.map((score) => score * network.target.deviation + network.target.mean);
  return classes === 2 ? bothClasses(scores) : softmaxRows(scores, classes);
}

/** The same as a graph. @param features - float32, shape [rows, features]. */
export function networkGraph(features: GraphNode, network: Network, { classes }: TaskShape): GraphNode {
  const { widths, activation, values, means, deviations, target } = network;
  const layers = placesOf(widths).map(({ outputs, weightsAt, biasAt }) => ({
    weights: matrix(values.slice(weightsAt, biasAt), outputs),
    bias: vector(values.slice(biasAt, biasAt + outputs)),
  }));
  const { scores } = forward(div(sub(features, vector(means)), vector(deviations)), layers, { activation });
  if (classes === 0) return add(mul(scores, scalar32(target.deviation)), scalar32(target.mean));
  // Not 1 − p: float32 would lose small probabilities of the first class.
  return classes === 2 ? concat([sigmoid(neg(scores)), sigmoid(scores)], 1) : softmax(scores);
}

const activate: Readonly<Record<Activation, (sum: number) => number>> = { relu: (sum) => Math.max(0, sum), tanh: Math.tanh };

function scoresOf({ data, rows, names }: FeatureMatrix, { widths, activation, values, means, deviations }: Network): Float64Array {
  const width = names.length;
  const places = placesOf(widths);
  let layer: Float64Array = Float64Array.from(
    data,
    (value, cell) => (value - (means[cell % width] ?? 0)) / (deviations[cell % width] ?? 1),
  );
  const learned = Float64Array.from(values);
  places.forEach((place, index) => {
    layer = applyLayer(layer, { rows, learned, place });
    if (index < places.length - 1) layer = layer.map(activate[activation]);
  });
  return layer;
}

function applyLayer(
  input: Float64Array,
  { rows, learned, place: { inputs, outputs, weightsAt, biasAt } }: { rows: number; learned: Float64Array; place: LayerPlace },
): Float64Array {
  const sums = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const start = row * outputs;
    for (let output = 0; output < outputs; output++) sums[start + output] = learned[biasAt + output] ?? 0;
    for (let each = 0; each < inputs; each++) {
      const value = input[row * inputs + each] ?? 0;
      const weights = weightsAt + each * outputs;
      for (let output = 0; output < outputs; output++) {
        sums[start + output] = (sums[start + output] ?? 0) + value * (learned[weights + output] ?? 0);
      }
    }
  }
  return sums;
}

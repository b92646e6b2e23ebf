import type { GraphNode } from '../onnx/graph.js';
import { concat, exp, neg, scalar32, sigmoid, softmax, sub } from '../onnx/operators.js';
import { bothClasses, softmaxRows } from './class-probabilities.js';

/** How scores become what a trainer answers: of `share` and `logistic`, one number becomes the probabilities of two classes. */
export type Link = 'identity' | 'share' | 'logistic' | 'softmax' | 'exponential';

/** @param scores - Row-major, shape [rows, outputs]. @returns Shape [rows, classes], or [rows, 1]. */
export function applyLink(link: Link, scores: Float64Array, outputs: number): Float64Array {
  return native[link](scores, outputs);
}

/** The same as a graph, float32. */
export function linkGraph(link: Link, scores: GraphNode): GraphNode {
  return graphs[link](scores);
}

const native: Readonly<Record<Link, (scores: Float64Array, outputs: number) => Float64Array>> = {
  identity: (scores) => scores,
  share: (shares) => Float64Array.from({ length: 2 * shares.length }, (_, cell) => shareOf(shares[cell >> 1] ?? NaN, cell & 1)),
  logistic: bothClasses,
  softmax: softmaxRows,
  exponential: (scores) => scores.map(Math.exp),
};

const graphs: Readonly<Record<Link, (scores: GraphNode) => GraphNode>> = {
  identity: (scores) => scores,
  share: (shares) => concat([sub(scalar32(1), shares), shares], 1),
  // Not 1 − p: float32 would lose small probabilities of the first class.
  logistic: (scores) => concat([sigmoid(neg(scores)), sigmoid(scores)], 1),
  softmax: (scores) => softmax(scores),
  exponential: exp,
};

function shareOf(second: number, index: number): number {
  return index === 1 ? second : 1 - second;
}

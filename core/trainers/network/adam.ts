import type { GraphNode } from '../../onnx/graph.js';
import { add, div, mul, scalar32, sqrt, sub } from '../../onnx/operators.js';

/** How fast Adam forgets gradients, and their squares. */
const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;

/** Keeps the division from one by 0. */
const EPSILON = 1e-8;

/** What Adam changes: parameters, mean gradient, mean squared gradient; all of one shape. */
export type AdamState = readonly [GraphNode, GraphNode, GraphNode];

/**
 * One step of Adam as nodes.
 *
 * @param rate - Of rateOf, so that the corrections of the moments cost nothing here.
 * @see Kingma & Ba, Adam (2015), the form at the end of section 2.
 */
export function adamStep([parameters, first, second]: AdamState, { gradient, rate }: { gradient: GraphNode; rate: GraphNode }): AdamState {
  const mean = add(first, mul(sub(gradient, first), scalar32(1 - FIRST_DECAY)));
  const square = add(second, mul(sub(mul(gradient, gradient), second), scalar32(1 - SECOND_DECAY)));
  const change = div(mean, add(sqrt(square), scalar32(EPSILON)));
  return [sub(parameters, mul(change, rate)), mean, square];
}

/** The learning rate with the corrections for moments that begin with 0. @param step - From 1. */
export function rateOf(learningRate: number, step: number): number {
  return (learningRate * Math.sqrt(1 - SECOND_DECAY ** step)) / (1 - FIRST_DECAY ** step);
}

import type { GraphNode } from './graph.js';
import { graphInput } from './graph.js';
import { inferElementType } from './infer-element-type.js';
import { boolean } from './operators.js';

interface LoopDescription {
  /** Begins the names of the values inside: other than those of any loop around. */
  readonly name: string;
  /** int64, shape []. */
  readonly times: GraphNode;
  /** What is carried from turn to turn, before the first. */
  readonly start: readonly GraphNode[];
  /**
   * One turn. It may use values from outside the loop.
   *
   * @param turn - int64, shape [], from 0.
   * @returns What the next turn gets, each of the type and shape of its start; and values to collect.
   */
  readonly body: (turn: GraphNode, carried: readonly GraphNode[]) => LoopTurn;
}

interface LoopTurn {
  readonly carried: readonly GraphNode[];
  readonly collected?: readonly GraphNode[];
}

/** @returns What the last turn carried on, and what was collected: a first axis more, of the size of `times`. */
export function loop({ name, times, start, body }: LoopDescription): Required<LoopTurn> {
  const turn = graphInput(`${name}/turn`, 'int64', []);
  const goesOn = graphInput(`${name}/goesOn`, 'bool', []);
  const values = start.map((node, index) => graphInput(`${name}/carried${String(index)}`, inferElementType(node), undefined));
  const { carried, collected = [] } = body(turn, values);
  const graph = { inputs: [turn, goesOn, ...values], outputs: [goesOn, ...carried, ...collected] };
  const node: GraphNode = {
    kind: 'operator',
    operator: 'Loop',
    domain: '',
    inputs: [times, boolean(true), ...start],
    attributes: { body: { graph } },
    outputs: carried.length + collected.length,
  };
  const outputs = Array.from({ length: node.outputs }, (_, index): GraphNode => ({ kind: 'output', of: node, index }));
  return { carried: outputs.slice(0, carried.length), collected: outputs.slice(carried.length) };
}

import type { ForeignGraph } from './foreign-graph.js';
import type { ElementType, GraphInputInfo, Tensor } from './graph-runner.js';

export type { ElementType } from './graph-runner.js';

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: Tensor }
  | { readonly graph: Subgraph };

/** The body of a Loop: an input that it does not list is a value of the graph around it. */
export interface Subgraph {
  readonly inputs: readonly GraphNode[];
  readonly outputs: readonly GraphNode[];
}

/** ONNX operator domains that Leat emits: the default one, the classical machine-learning one, ONNX Runtime's own. */
export type OperatorDomain = '' | 'ai.onnx.ml' | 'com.microsoft';

/**
 * A value in a graph under construction: immutable, it knows the nodes it is computed from. Building
 * is pure; encode-model.ts walks from the outputs and names things deterministically.
 */
export type GraphNode =
  | {
      readonly kind: 'input';
      readonly name: string;
      readonly type: ElementType;
      /** Undefined when even the number of dimensions is free. */
      readonly shape: readonly (number | string)[] | undefined;
    }
  | { readonly kind: 'constant'; readonly tensor: Tensor }
  | {
      readonly kind: 'operator';
      readonly operator: string;
      readonly domain: OperatorDomain;
      /** null stands for an optional input that is left out. */
      readonly inputs: readonly (GraphNode | null)[];
      readonly attributes: Readonly<Record<string, Attribute>>;
      readonly outputs: number;
    }
  | {
      readonly kind: 'foreign';
      readonly graph: ForeignGraph;
      readonly inputs: readonly GraphNode[];
      readonly outputs: readonly GraphInputInfo[];
    }
  | { readonly kind: 'output'; readonly of: GraphNode; readonly index: number };

export function graphInput(name: string, type: ElementType, shape: readonly (number | string)[] | undefined): GraphNode {
  return { kind: 'input', name, type, shape };
}

export function constant(tensor: Tensor): GraphNode {
  return { kind: 'constant', tensor };
}

/** One application of an ONNX operator with one output. */
export function operator(
  name: string,
  inputs: readonly (GraphNode | null)[],
  attributes: Readonly<Record<string, Attribute>> = {},
): GraphNode {
  return { kind: 'operator', operator: name, domain: '', inputs, attributes, outputs: 1 };
}

/** One application of an operator that only ONNX Runtime has, with one output. */
export function microsoftOperator(name: string, inputs: readonly GraphNode[], attributes: Readonly<Record<string, Attribute>>): GraphNode {
  return { kind: 'operator', operator: name, domain: 'com.microsoft', inputs, attributes, outputs: 1 };
}

/** One application of an operator of the ai.onnx.ml domain. @returns One node for each of its outputs. */
export function mlOperator(
  name: string,
  inputs: readonly GraphNode[],
  { outputs = 1, attributes = {} }: { outputs?: number; attributes?: Readonly<Record<string, Attribute>> } = {},
): readonly GraphNode[] {
  const node: GraphNode = { kind: 'operator', operator: name, domain: 'ai.onnx.ml', inputs, attributes, outputs };
  return Array.from({ length: outputs }, (_, index): GraphNode => ({ kind: 'output', of: node, index }));
}

/**
 * A graph that was made elsewhere as part of this one.
 *
 * @param inputs - For each of its inputs, of the type and shape that it takes.
 * @param outputs - Names of those that are wanted. @returns One node for each.
 */
export function foreignGraph(graph: ForeignGraph, inputs: readonly GraphNode[], outputs: readonly string[]): readonly GraphNode[] {
  const wanted = outputs.flatMap((name) => graph.outputs.find((output) => output.name === name) ?? []);
  const node: GraphNode = { kind: 'foreign', graph, inputs, outputs: wanted };
  return wanted.map((_, index): GraphNode => ({ kind: 'output', of: node, index }));
}

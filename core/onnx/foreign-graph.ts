import { ByteWriter } from './byte-writer.js';
import { decodeModel } from './decode-model.js';
import { inspectModel } from './inspect-model.js';
import { LeatError } from '../errors.js';
import type { GraphInputInfo } from './graph-runner.js';
import { messages, type Message } from './messages.js';
import { readMessage } from './protobuf.js';
import { wireFields, writeSized } from './wire-fields.js';

/** A graph that was made elsewhere, to become part of one of Leat's. */
export interface ForeignGraph {
  /** The encoded message. */
  readonly graph: Uint8Array;
  readonly irVersion: number;
  /** Version of the operator set of each domain; '' is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly GraphInputInfo[];
  readonly outputs: readonly GraphInputInfo[];
}

/** An operator with its domain; '' is ONNX's own. */
export interface OperatorName {
  readonly domain: string;
  readonly operator: string;
}

/**
 * @param model - An ONNX file that is whole in itself.
 * @throws LeatError `ONNX_MERGE_REFUSED` for a model with functions of its own, or what inspectModel refuses.
 */
export function readForeignGraph(model: Uint8Array): ForeignGraph {
  const { inputs, outputs, opsets } = inspectModel(model);
  const { irVersion = 0, functions = [] } = decodeModel(model);
  if (functions.length > 0) {
    const received = functions.map(({ name = '' }) => name).join(', ');
    throw new LeatError(
      'ONNX_MERGE_REFUSED',
      `expected a model of operators, got one that brings functions of its own: ${received}; export it with its functions inlined`,
      { details: { functions: received } },
    );
  }
  const { 'ai.onnx': own, ...others } = opsets;
  const [graph = new Uint8Array()] = [...wireFields(model)].flatMap(({ number, content }) =>
    number === messages.Model.graph[0] ? [content] : [],
  );
  return { graph, irVersion, opsets: own === undefined ? others : { ...others, '': own }, inputs, outputs };
}

/** Every operator of a graph, those of its bodies too. */
export function operatorsOf({ graph }: ForeignGraph): readonly OperatorName[] {
  return operatorsIn(readMessage('Graph', graph));
}

function operatorsIn({ nodes = [] }: Message<'Graph'>): readonly OperatorName[] {
  return nodes.flatMap(({ operator = '', domain = '', attributes = [] }) => [
    { operator, domain: domain === 'ai.onnx' ? '' : domain },
    ...attributes.flatMap(({ graph, graphs = [] }) => (graph === undefined ? graphs : [graph, ...graphs]).flatMap(operatorsIn)),
  ]);
}

export interface RenamedGraph {
  /** Encoded, in their order. */
  readonly nodes: readonly Uint8Array[];
  readonly initializers: readonly Uint8Array[];
  readonly sparseInitializers: readonly Uint8Array[];
}

/** What a graph consists of, with other names. Fields that Leat does not know are copied as they are. */
export function renameGraph({ graph }: ForeignGraph, rename: (name: string) => string): RenamedGraph {
  const { nodes, initializers, sparseInitializers } = messages.Graph;
  const fields = [...wireFields(graph)];
  const renamed = (number: number, message: Named): Uint8Array[] =>
    fields.flatMap((field) => (field.number === number ? [renameMessage(field.content, message, rename)] : []));
  return {
    nodes: renamed(nodes[0], 'Node'),
    initializers: renamed(initializers[0], 'Tensor'),
    sparseInitializers: renamed(sparseInitializers[0], 'SparseTensor'),
  };
}

type Named = keyof typeof named;

/** By message: the fields that are names of values or nodes, and those that are messages with such names. */
const named = {
  Graph: { names: [], within: { 1: 'Node', 5: 'Tensor', 11: 'ValueInfo', 12: 'ValueInfo', 13: 'ValueInfo', 15: 'SparseTensor' } },
  Node: { names: [1, 2, 3], within: { 5: 'Attribute' } },
  Attribute: { names: [], within: { 6: 'Graph', 11: 'Graph' } },
  Tensor: { names: [8], within: {} },
  SparseTensor: { names: [], within: { 1: 'Tensor' } },
  ValueInfo: { names: [1], within: {} },
} as const satisfies Record<string, { names: readonly number[]; within: Readonly<Record<number, string>> }>;

function renameMessage(message: Uint8Array, kind: Named, rename: (name: string) => string): Uint8Array {
  const { names, within }: { names: readonly number[]; within: Readonly<Record<number, Named>> } = named[kind];
  const writer = new ByteWriter();
  for (const { number, content, bytes } of wireFields(message)) {
    const inner = within[number];
    if (inner !== undefined) writeSized(writer, number, renameMessage(content, inner, rename));
    // An empty name stands for an optional input that is left out.
    else if (names.includes(number) && content.length > 0) writeSized(writer, number, renamed(content, rename));
    else writer.append(bytes);
  }
  return writer.bytes;
}

function renamed(name: Uint8Array, rename: (name: string) => string): Uint8Array {
  return new TextEncoder().encode(rename(new TextDecoder().decode(name)));
}

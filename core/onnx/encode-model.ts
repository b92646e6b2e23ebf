import { LeatError } from '../errors.js';
import { dataTypes } from './element-types.js';
import { renameGraph, type ForeignGraph, type OperatorName } from './foreign-graph.js';
import type { Attribute, ElementType, GraphNode, Subgraph } from './graph.js';
import type { Tensor } from './graph-runner.js';
import { inferElementType } from './infer-element-type.js';
import type { Message } from './messages.js';
import { joinVersions } from './join-versions.js';
import { encoded, writeMessage } from './protobuf.js';

/** A text stands for a free dimension. */
type Shape = readonly (number | string)[];

export interface GraphDescription {
  /** In the order in which the model lists them; inputs that nothing depends on stay. */
  readonly inputs: readonly GraphNode[];
  readonly outputs: Readonly<Record<string, GraphNode>>;
  /** Of outputs, by name: ONNX Runtime finds them by itself, other readers and people want them written. */
  readonly shapes?: Readonly<Record<string, Shape>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Of domains that a file names only where it uses them. */
const OPSETS = { 'ai.onnx.ml': 3, 'com.microsoft': 1 } as const;
/** Of ai.onnx.ml, the first with sets of categories; only graphs with trees ask for it, since fewer readers know it. */
const TREE_OPSET = 5;

/** Beyond this, comparing constants costs more than storing one twice. */
const LARGEST_COMPARED_TENSOR = 1024;

/**
 * An ONNX file from the nodes that its outputs depend on. Equal graphs give equal bytes: names are
 * numbered in the order of a walk from the outputs, and equal nodes are written once.
 *
 * @throws LeatError `GRAPH_NAME_DUPLICATE` when inputs and outputs share a name, `ONNX_MERGE_REFUSED` when a foreign
 * graph among them has other versions of the operators.
 */
export function encodeModel({ inputs, outputs, shapes = {}, metadata = {} }: GraphDescription): Uint8Array {
  const writer = new GraphWriter(inputs, Object.keys(outputs));
  for (const [name, node] of Object.entries(outputs)) writer.output(name, { node, shape: shapes[name] });

  const { irVersion, opsets } = joinVersions(writer, writer.foreign);
  return writeMessage('Model', {
    irVersion,
    producerName: 'leat',
    graph: writer.graph(),
    opsetImport: Object.entries(opsets).map(([domain, version]) => ({ domain, version })),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

/** Where a body stands: in which graph, and the name of the node whose body it is. */
interface Around {
  readonly writer: GraphWriter;
  readonly name: string;
}

class GraphWriter {
  /** Of the domains in use, beside the default one. */
  readonly opsets = new Map<keyof typeof OPSETS, number>();
  readonly operators = new Map<string, OperatorName>();
  readonly foreign: ForeignGraph[] = [];
  readonly #inputs: Message<'ValueInfo'>[] = [];
  readonly #outputs: Message<'ValueInfo'>[] = [];
  readonly #nodes: Message<'Node'>[] = [];
  readonly #initializers: Message<'Tensor'>[] = [];
  readonly #sparseInitializers: Message<'SparseTensor'>[] = [];
  readonly #taken = new Set<string>();
  /** Names of the outputs of each node that was written. */
  readonly #written = new Map<GraphNode, readonly string[]>();
  /** The same by content, so that two equal nodes become one. */
  readonly #equals = new Map<string, readonly string[]>();
  readonly #varying = new Map<GraphNode, boolean>();
  readonly #around: Around | undefined;
  #counter = 0;

  constructor(inputs: readonly GraphNode[], outputNames: readonly string[], around?: Around) {
    this.#around = around;
    for (const name of outputNames) this.#take(name);
    for (const node of inputs) {
      this.#varying.set(node, true);
      this.#namesOf(node);
    }
  }

  /** An Identity gives an output its name, since one node may be two outputs, or an input. ONNX Runtime removes it. */
  output(name: string, { node, shape }: { node: GraphNode; shape: Shape | undefined }): void {
    this.#nodes.push({ inputs: [this.#nameOf(node)], outputs: [name], name: `output_${name}`, operator: 'Identity' });
    this.#outputs.push(valueInfo(name, inferElementType(node), shape));
  }

  graph(): Message<'Graph'> {
    return {
      name: 'leat',
      inputs: this.#inputs,
      outputs: this.#outputs,
      nodes: this.#nodes,
      initializers: this.#initializers,
      ...(this.#sparseInitializers.length > 0 && { sparseInitializers: this.#sparseInitializers }),
    };
  }

  #nameOf(node: GraphNode): string {
    if (node.kind !== 'output') return this.#namesOf(node)[0] ?? '';
    return this.#namesOf(node.of)[node.index] ?? '';
  }

  #namesOf(node: GraphNode): readonly string[] {
    let names = this.#written.get(node);
    if (names === undefined) {
      names = this.#around === undefined || this.#varies(node) ? this.#write(node) : this.#around.writer.#namesOf(node);
      this.#written.set(node, names);
    }
    return names;
  }

  /** Whether a node of a body is another one in every turn; what is not is written once, in the graph around. */
  #varies(node: GraphNode): boolean {
    let varies = this.#varying.get(node);
    if (varies !== undefined) return varies;
    if (node.kind === 'output') varies = this.#varies(node.of);
    else if (node.kind === 'operator') {
      const hasBody = Object.values(node.attributes).some((attribute) => 'graph' in attribute);
      varies = hasBody || node.inputs.some((input) => input !== null && this.#varies(input));
    } else if (node.kind === 'foreign') varies = node.inputs.some((input) => this.#varies(input));
    else varies = false; // a constant, or an input of the graph around
    this.#varying.set(node, varies);
    return varies;
  }

  #write(node: GraphNode): readonly string[] {
    switch (node.kind) {
      case 'input':
        return this.#once(`input ${node.name}`, () => {
          this.#take(node.name);
          this.#inputs.push(valueInfo(node.name, node.type, node.shape));
          return [node.name];
        });
      case 'constant':
        return this.#once(contentOf(node.tensor), () => {
          const name = this.#newName('constant');
          this.#initializers.push({ ...tensorMessage(node.tensor), name });
          return [name];
        });
      case 'operator':
        return this.#writeOperator(node);
      case 'foreign':
        return this.#writeForeign(node);
      case 'output':
        return [this.#nameOf(node)];
    }
  }

  #writeOperator(node: Extract<GraphNode, { kind: 'operator' }>): readonly string[] {
    const inputs = node.inputs.map((input) => (input === null ? '' : this.#nameOf(input)));
    const plain = Object.entries(node.attributes).flatMap(([name, attribute]) =>
      'graph' in attribute ? [] : [{ name, ...attributeMessage(attribute) }],
    );
    const bodies = Object.entries(node.attributes).flatMap(([name, attribute]) => ('graph' in attribute ? [{ name, ...attribute }] : []));
    // Two loops are never compared: their bodies would have to be.
    const isComparable =
      bodies.length === 0 && Object.values(node.attributes).every((attribute) => sizeOf(attribute) <= LARGEST_COMPARED_TENSOR);
    const content = isComparable ? JSON.stringify([node.domain, node.operator, node.outputs, inputs, plain], binaryAsList) : null;
    return this.#once(content, () => {
      const name = this.#newName(node.operator);
      const attributes = [...plain, ...bodies.map(({ name: attribute, graph }) => this.#bodyMessage(graph, { attribute, node: name }))];
      const outputs = Array.from({ length: node.outputs }, (_, index) => (index === 0 ? name : `${name}_${String(index)}`));
      this.#nodes.push({ inputs, outputs, name, operator: node.operator, attributes, domain: node.domain });
      this.operators.set(`${node.domain}/${node.operator}`, node);
      if (node.domain !== '') this.#use(node.domain, node.operator === 'TreeEnsemble' ? TREE_OPSET : OPSETS[node.domain]);
      return outputs;
    });
  }

  /** With names of its own, which begin as no other does. */
  #writeForeign({ graph, inputs, outputs }: Extract<GraphNode, { kind: 'foreign' }>): readonly string[] {
    const names = new Map(graph.inputs.map(({ name }, index) => [name, inputs[index] === undefined ? '' : this.#nameOf(inputs[index])]));
    let stem: string;
    do stem = this.#newName('foreign');
    while ([...this.#taken].some((name) => name.startsWith(`${stem}/`)));
    const rename = (name: string): string => names.get(name) ?? `${stem}/${name}`;
    const { nodes, initializers, sparseInitializers } = renameGraph(graph, rename);
    for (const node of nodes) this.#nodes.push(encoded('Node', node));
    for (const tensor of initializers) this.#initializers.push(encoded('Tensor', tensor));
    for (const tensor of sparseInitializers) this.#sparseInitializers.push(encoded('SparseTensor', tensor));
    this.foreign.push(graph);
    return outputs.map(({ name }) => rename(name));
  }

  #bodyMessage(body: Subgraph, { attribute, node }: { attribute: string; node: string }): Message<'Attribute'> {
    const outputs = body.outputs.map((_, index) => `${node}_${attribute}_output${String(index)}`);
    const writer = new GraphWriter(body.inputs, outputs, { writer: this, name: node });
    body.outputs.forEach((output, index) => {
      writer.output(outputs[index] ?? '', { node: output, shape: undefined });
    });
    for (const [domain, version] of writer.opsets) this.#use(domain, version);
    for (const [name, operator] of writer.operators) this.operators.set(name, operator);
    return { name: attribute, graph: writer.graph(), type: 5 };
  }

  #use(domain: keyof typeof OPSETS, version: number): void {
    this.opsets.set(domain, Math.max(version, this.opsets.get(domain) ?? 0));
  }

  #once(content: string | null, write: () => readonly string[]): readonly string[] {
    const names = (content === null ? undefined : this.#equals.get(content)) ?? write();
    if (content !== null) this.#equals.set(content, names);
    return names;
  }

  #take(name: string): void {
    if (this.#taken.has(name)) {
      throw new LeatError('GRAPH_NAME_DUPLICATE', `expected inputs and outputs of different names, got "${name}" twice`, {
        details: { name },
      });
    }
    this.#taken.add(name);
  }

  #newName(stem: string): string {
    let name: string;
    // A name in a body must not be one of the graph around it.
    const prefix = this.#around === undefined ? '' : `${this.#around.name}_`;
    do name = `${prefix}${stem}_${String(this.#counter++)}`;
    while (this.#taken.has(name));
    return name;
  }
}

function valueInfo(name: string, type: ElementType, shape: Shape | undefined): Message<'ValueInfo'> {
  const dimensions = shape?.map((size) => (typeof size === 'number' ? { size } : { parameter: size }));
  return { name, type: { tensor: { elementType: dataTypes[type], ...(dimensions && { shape: { dimensions } }) } } };
}

function tensorMessage({ type, shape, data }: Tensor): Message<'Tensor'> {
  const head = { dimensions: shape, dataType: dataTypes[type] };
  // ONNX stores numbers little-endian, as every machine does that ONNX Runtime has binaries for.
  return type === 'string'
    ? { ...head, strings: data }
    : { ...head, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** Numbers of AttributeProto.AttributeType in onnx.proto3. */
function attributeMessage(attribute: Exclude<Attribute, { graph: Subgraph }>): Message<'Attribute'> {
  if ('float' in attribute) return { ...attribute, type: 1 };
  if ('int' in attribute) return { ...attribute, type: 2 };
  if ('string' in attribute) return { ...attribute, type: 3 };
  if ('tensor' in attribute) return { tensor: tensorMessage(attribute.tensor), type: 4 };
  if ('floats' in attribute) return { ...attribute, type: 6 };
  if ('ints' in attribute) return { ...attribute, type: 7 };
  return { ...attribute, type: 8 };
}

function sizeOf(attribute: Attribute): number {
  if ('tensor' in attribute) return attribute.tensor.data.length;
  if ('ints' in attribute) return attribute.ints.length;
  return 'floats' in attribute ? attribute.floats.length : 0;
}

function contentOf(tensor: Tensor): string | null {
  if (tensor.data.length > LARGEST_COMPARED_TENSOR) return null;
  return JSON.stringify(['constant', tensorMessage(tensor)], binaryAsList);
}

function binaryAsList(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? [...value] : value;
}

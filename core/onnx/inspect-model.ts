import { LeatError } from '../errors.js';
import { decodeModel } from './decode-model.js';
import { elementTypeOf } from './element-types.js';
import type { GraphInputInfo } from './graph-runner.js';
import type { Message } from './messages.js';

export interface ModelInfo {
  readonly inputs: readonly GraphInputInfo[];
  readonly outputs: readonly GraphInputInfo[];
  /** Version of the operator set of each domain; '' is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What ONNX Runtime 1.30 brings. */
const NEWEST_OPSET = 26;
const knownDomains = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);

const EXTERNAL = 1;

/**
 * Looks into an ONNX file without running it, and refuses what could not be served.
 *
 * @throws LeatError `ONNX_INVALID`, `ONNX_DOMAIN_UNKNOWN`, `ONNX_EXTERNAL_DATA` or `ONNX_OPSET_UNSUPPORTED`.
 */
export function inspectModel(bytes: Uint8Array): ModelInfo {
  if (bytes.length === 0) throw invalid('got an empty file');
  const { irVersion, graph, opsetImport = [], metadataProps = [], functions = [] } = decodeModel(bytes);
  if (irVersion === undefined) throw invalid('got no IR version');
  if (graph === undefined) throw invalid('got no graph');
  if (opsetImport.length === 0) throw invalid('got no operator set');

  const opsets = Object.fromEntries(opsetImport.map(({ domain = '', version = 0 }) => [domain, version]));
  checkOpset(opsets[''] ?? opsets['ai.onnx'] ?? 0);
  // A model may bring functions of its own: their domain is as good as a known one.
  const domains = new Set([...knownDomains, ...functions.map(({ domain = '' }) => domain)]);
  // Tensors of the graph itself may lie in other files: whoever rewrites the model gets them from there.
  for (const nodes of [graph.nodes, ...functions.map((each) => each.nodes)]) checkNodes(nodes, domains);

  const initialized = new Set(graph.initializers?.map(({ name }) => name));
  return {
    // Before IR 4 weights were listed among the inputs too.
    inputs: (graph.inputs ?? []).filter(({ name }) => !initialized.has(name)).map(describeValue),
    outputs: (graph.outputs ?? []).map(describeValue),
    opsets,
    metadata: Object.fromEntries(metadataProps.map(({ key = '', value = '' }) => [key, value])),
  };
}

function checkOpset(version: number): void {
  if (version <= NEWEST_OPSET) return;
  throw new LeatError(
    'ONNX_OPSET_UNSUPPORTED',
    `expected operator set ${String(NEWEST_OPSET)} or older, got ${String(version)}: export the model again`,
    {
      details: { opset: version },
    },
  );
}

function checkNodes(nodes: readonly Message<'Node'>[] = [], domains: ReadonlySet<string>): void {
  for (const { operator = '', domain = '', attributes = [] } of nodes) {
    if (!domains.has(domain)) {
      const message = `operator ${operator}: expected a domain that ONNX Runtime brings (ai.onnx, ai.onnx.ml, com.microsoft), got "${domain}"`;
      throw new LeatError('ONNX_DOMAIN_UNKNOWN', message, { details: { operator, domain } });
    }
    for (const { graph, graphs = [], tensor, tensors = [] } of attributes) {
      for (const inner of graph === undefined ? graphs : [graph, ...graphs]) {
        checkNodes(inner.nodes, domains);
        checkTensors(inner);
      }
      for (const each of tensor === undefined ? tensors : [tensor, ...tensors]) checkTensor(each);
    }
  }
}

function checkTensors({ initializers = [], sparseInitializers = [] }: Message<'Graph'>): void {
  for (const tensor of initializers) checkTensor(tensor);
  for (const { values = {}, indices = {} } of sparseInitializers) [values, indices].forEach(checkTensor);
}

function checkTensor({ name = '', dataLocation, externalData = [] }: Message<'Tensor'>): void {
  if (dataLocation !== EXTERNAL && externalData.length === 0) return;
  const file = externalData.find(({ key }) => key === 'location')?.value ?? 'another file';
  throw new LeatError(
    'ONNX_EXTERNAL_DATA',
    `tensor "${name}": expected its data inside the model, got a reference to ${file}: save the model as one file`,
    {
      details: { tensor: name, file },
    },
  );
}

function describeValue({ name = '', type }: Message<'ValueInfo'>): GraphInputInfo {
  const dimensions = type?.tensor?.shape?.dimensions ?? [];
  return {
    name,
    type: elementTypeOf(type?.tensor?.elementType) ?? 'other',
    // A zero is not written in protobuf: neither field means a dimension of any size.
    shape: dimensions.map(({ size, parameter }) => size ?? parameter ?? -1),
  };
}

function invalid(received: string): LeatError {
  return new LeatError('ONNX_INVALID', `expected an ONNX model, ${received}`);
}

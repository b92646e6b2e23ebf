import { canonicalJson } from '../canonical-json.js';
import { LeatError } from '../errors.js';
import { dataTypes } from '../onnx/element-types.js';
import type { GraphInputInfo } from '../onnx/graph-runner.js';
import { inspectModel, type ModelInfo } from '../onnx/inspect-model.js';
import type { Message } from '../onnx/messages.js';
import { replaceInterface } from '../onnx/replace-interface.js';
import { SIGNATURE_KEY } from './fuse.js';
import type { ClassLabel, TargetSignature } from './signature.js';

/** What has to be known of a foreign model beside its file. */
export interface Adoption {
  readonly target: string;
  /** Labels in the order of the graph's probabilities; left out for regression. */
  readonly classes?: readonly ClassLabel[] | undefined;
  /** Raw columns in the order of the graph's features. */
  readonly columns: readonly string[];
}

export interface AdoptedModel {
  readonly signature: TargetSignature;
  readonly graph: Uint8Array;
}

/** Names of values that Leat adds; no exporter uses this prefix. */
const own = (name: string): string => `leat/${name}`;

/**
 * Makes a foreign graph that takes one matrix of features serve like one of Leat's own: a named float64
 * column for each feature in front, the outputs of its task behind.
 *
 * @throws LeatError `PRETRAINED_INTERFACE`, or what inspectModel refuses.
 */
export function adoptModel(bytes: Uint8Array, { target, classes, columns }: Adoption): AdoptedModel {
  const info = inspectModel(bytes);
  const features = featuresInput(info, columns);
  const signature: TargetSignature = {
    task: classes === undefined ? 'regression' : 'classification',
    target,
    inputs: columns.map((name) => ({ name, type: 'number' })),
    ...(classes && { classes }),
  };
  const front = columnsInFront(features, columns);
  const behind = classes === undefined ? predictionBehind(info) : probabilitiesBehind(info);
  const metadata = { [SIGNATURE_KEY]: canonicalJson(signature) };
  return { signature, graph: replaceInterface(bytes, { ...front, ...behind, replacedInputs: [features.name], metadata }) };
}

function featuresInput({ inputs }: ModelInfo, columns: readonly string[]): GraphInputInfo {
  const [input, ...others] = inputs;
  const width = input?.shape[1];
  const fits =
    input !== undefined &&
    isFloat(input) &&
    input.shape.length === 2 &&
    (typeof width !== 'number' || width < 0 || width === columns.length);
  if (fits && others.length === 0 && !columns.includes(input.name)) return input;
  throw refusal(`expected one float input of shape [rows, ${String(columns.length)}] whose name is no column's`, inputs);
}

function columnsInFront(
  { name: features, type }: GraphInputInfo,
  columns: readonly string[],
): { inputs: Message<'ValueInfo'>[]; before: Message<'Node'>[] } {
  const to = { name: 'to', int: type === 'float64' ? dataTypes.float64 : dataTypes.float32, type: 2 };
  const casts = columns.map((name, index): Message<'Node'> => ({
    inputs: [name],
    outputs: [own(`feature${String(index)}`)],
    operator: 'Cast',
    attributes: [to],
  }));
  const stacked: Message<'Node'> = {
    inputs: casts.flatMap(({ outputs = [] }) => outputs),
    outputs: [features],
    operator: 'Concat',
    attributes: [{ name: 'axis', int: 1, type: 2 }],
  };
  const inputs = columns.map((name): Message<'ValueInfo'> => {
    const shape = { dimensions: [{ parameter: 'rows' }, { size: 1 }] };
    return { name, type: { tensor: { elementType: dataTypes.float64, shape } } };
  });
  return { inputs, before: [...casts, stacked] };
}

type Behind = Pick<Parameters<typeof replaceInterface>[1], 'after' | 'initializers' | 'outputs'>;

function probabilitiesBehind({ outputs }: ModelInfo): Behind {
  const given = onlyFloat(outputs, 'float probabilities of shape [rows, classes] (from scikit-learn: export with zipmap=False)');
  return { after: castTo('probabilities', given), initializers: [], outputs: newOutput('probabilities', given) };
}

function predictionBehind({ outputs }: ModelInfo): Behind {
  const given = onlyFloat(outputs, 'one float prediction a row');
  if (given.name === 'prediction' && given.type === 'float32') return { after: [], initializers: [], outputs: [] };
  const shape = own('shape');
  const [cast = {}] = castTo(own('prediction'), given);
  const reshape: Message<'Node'> = { inputs: [own('prediction'), shape], outputs: ['prediction'], operator: 'Reshape' };
  const column = { name: shape, dimensions: [2], dataType: dataTypes.int64, rawData: new Uint8Array(BigInt64Array.of(-1n, 1n).buffer) };
  return { after: [cast, reshape], initializers: [column], outputs: newOutput('prediction', given) };
}

function onlyFloat(outputs: readonly GraphInputInfo[], expected: string): GraphInputInfo {
  const floats = outputs.filter(isFloat);
  const [given] = floats;
  if (given !== undefined && floats.length === 1) return given;
  throw refusal(`expected ${expected}`, outputs);
}

function castTo(name: string, given: GraphInputInfo): Message<'Node'>[] {
  if (given.name === name) return [];
  return [{ inputs: [given.name], outputs: [name], operator: 'Cast', attributes: [{ name: 'to', int: dataTypes.float32, type: 2 }] }];
}

function newOutput(name: string, given: GraphInputInfo): Message<'ValueInfo'>[] {
  return given.name === name ? [] : [{ name, type: { tensor: { elementType: dataTypes.float32 } } }];
}

function isFloat({ type }: GraphInputInfo): boolean {
  return type === 'float32' || type === 'float64';
}

function refusal(expected: string, values: readonly GraphInputInfo[]): LeatError {
  const received = values.map(({ name, type, shape }) => `"${name}" ${type} [${shape.join(', ')}]`).join(', ');
  return new LeatError('PRETRAINED_INTERFACE', `pretrained model: ${expected}, got ${received === '' ? 'nothing' : received}`, {
    details: { received },
  });
}

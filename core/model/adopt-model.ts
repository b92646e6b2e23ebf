import { canonicalJson } from '../canonical-json.js';
import { decodeModel } from '../onnx/decode-model.js';
import { dataTypes } from '../onnx/element-types.js';
import type { GraphInputInfo } from '../onnx/graph-runner.js';
import { inspectModel } from '../onnx/inspect-model.js';
import type { Message } from '../onnx/messages.js';
import { missingData, rewriteModel } from '../onnx/rewrite-model.js';
import type { ColumnType } from '../table/column.js';
import { SIGNATURE_KEY } from './fuse.js';
import type { ClassLabel, SignatureInput, TargetSignature } from './signature.js';
import { bindInputs, interfaceRefusal } from './bind-inputs.js';
import type { BoundInput, TensorBinding } from './tensor-binding.js';

/** What may be said of a foreign model beside its file; what is left out is read from the graph. */
export interface Adoption {
  /** The column that it predicts. */
  readonly target?: string | undefined;
  /** Labels in the order of the graph's probabilities. */
  readonly classes?: readonly ClassLabel[] | undefined;
  /** Raw columns in the order of the graph's inputs, and within each in the order of its features. */
  readonly columns?: readonly string[] | undefined;
  /** What is known of columns by name: types, categories, ranges. */
  readonly inputs?: readonly SignatureInput[] | undefined;
  /** The bytes of a tensor whose data lies in another file. */
  readonly externalData?: (tensor: Message<'Tensor'>) => Uint8Array;
}

export interface AdoptedModel {
  readonly signature: TargetSignature;
  readonly graph: Uint8Array;
}

/**
 * Finds out how a graph that was made elsewhere takes columns and gives predictions. The graph keeps its inputs and
 * outputs, so that whoever knows the model by its tensors is served as well; only what is no tensor goes away.
 *
 * @throws LeatError `PRETRAINED_INTERFACE`, or what inspectModel refuses.
 */
export function adoptModel(bytes: Uint8Array, adoption: Adoption = {}): AdoptedModel {
  const info = inspectModel(bytes);
  const zipMaps = findZipMaps(bytes);
  const outputs = [...info.outputs.filter(({ type }) => type !== 'other'), ...zipMaps.map(({ tensor }) => tensor)];
  const classes = adoption.classes ?? zipMaps[0]?.classes ?? classifierLabels(bytes);
  const output = chooseOutput(outputs, zipMaps, classes);
  const isClassifier = output.holds !== 'prediction';
  if (isClassifier && classes === undefined)
    throw interfaceRefusal('expected "classes" for a graph that does not say its own labels', outputs);
  const inputs = bindInputs(info.inputs, adoption.columns);
  const signature: TargetSignature = {
    task: isClassifier ? 'classification' : 'regression',
    target: adoption.target ?? 'prediction',
    inputs: inputs.flatMap((input) => input.columns.map((name) => describeColumn(name, input, adoption.inputs))),
    ...(isClassifier && { classes: classes ?? [] }),
    tensors: { inputs, output, singleRow: info.inputs.some(({ shape }) => shape[0] === 1) },
  };
  const graph = rewriteModel(bytes, {
    droppedOutputs: info.outputs.filter(({ type }) => type === 'other').map(({ name }) => name),
    outputs: zipMaps.map(({ tensor }) => probabilitiesOf(tensor.name, classes?.length ?? 0)),
    externalData: adoption.externalData ?? missingData,
    metadata: { [SIGNATURE_KEY]: canonicalJson(signature) },
  });
  return { signature, graph };
}

function probabilitiesOf(name: string, classes: number): Message<'ValueInfo'> {
  const dimensions = [{ parameter: 'rows' }, { size: classes }];
  return { name, type: { tensor: { elementType: dataTypes.float32, shape: { dimensions } } } };
}

interface ZipMap {
  /** What it makes maps of. */
  readonly tensor: GraphInputInfo;
  readonly classes: readonly ClassLabel[] | undefined;
}

/** scikit-learn's probabilities are exported as a map for each row by default; the tensor before that says the same. */
function findZipMaps(bytes: Uint8Array): readonly ZipMap[] {
  return (decodeModel(bytes).graph?.nodes ?? [])
    .filter(({ operator }) => operator === 'ZipMap')
    .map(({ inputs = [], attributes = [] }) => ({
      tensor: { name: inputs[0] ?? '', type: 'float32', shape: [-1, -1] },
      classes: labelsOf(attributes),
    }));
}

/** Of a classifier that writes its labels by itself. */
function classifierLabels(bytes: Uint8Array): readonly ClassLabel[] | undefined {
  for (const { operator = '', attributes } of decodeModel(bytes).graph?.nodes ?? []) {
    const labels = operator.endsWith('Classifier') ? labelsOf(attributes) : undefined;
    if (labels !== undefined) return labels;
  }
  return undefined;
}

const LABELS = ['classlabels_strings', 'classlabels_int64s', 'classlabels_ints'];

function labelsOf(attributes: readonly Message<'Attribute'>[] = []): readonly ClassLabel[] | undefined {
  const { strings = [], ints = [] } = attributes.find(({ name = '' }) => LABELS.includes(name)) ?? {};
  const labels: readonly ClassLabel[] = strings.length > 0 ? strings : ints;
  return labels.length > 0 ? labels : undefined;
}

function chooseOutput(
  outputs: readonly GraphInputInfo[],
  [zipMap]: readonly ZipMap[],
  classes: readonly ClassLabel[] | undefined,
): TensorBinding['output'] {
  if (zipMap !== undefined) return { name: zipMap.tensor.name, holds: 'probabilities' };
  const floats = outputs.filter(({ type }) => type.startsWith('float'));
  const [score] = floats.length > 1 ? floats.filter(({ name }) => /prob|score/i.test(name)) : floats;
  if (classes !== undefined && score !== undefined) return { name: score.name, holds: 'probabilities' };
  const [label] = outputs;
  if (classes !== undefined && label !== undefined) return { name: label.name, holds: 'label' };
  const [value] = floats;
  if (value !== undefined && floats.length === 1) return { name: value.name, holds: 'prediction' };
  throw interfaceRefusal('expected one float output, or labels and "classes"', outputs);
}

function describeColumn(name: string, { type }: BoundInput, known: readonly SignatureInput[] = []): SignatureInput {
  return known.find((input) => input.name === name) ?? { name, type: columnType(type) };
}

function columnType(type: BoundInput['type']): ColumnType {
  if (type === 'string') return 'string';
  if (type === 'bool') return 'boolean';
  return type.startsWith('float') ? 'number' : 'integer';
}
